"""The Responsible AI Toolkit as course material: the principles as pages."""
