"""The AI tools catalogue: tools, their vocabularies, the lesson kind that embeds a tool."""
