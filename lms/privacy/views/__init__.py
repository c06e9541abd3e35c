"""Pages: what is kept about oneself, the change of address, and the desk of the data-protection officer."""
