"""What participants think: surveys, receipts, unlinked answers, summaries."""
