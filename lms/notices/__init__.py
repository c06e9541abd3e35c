"""Mail and in-app notices as rows, queued in the same transaction as what they tell."""
