"""A fictional city and company, told from a seed: demo data now, ground truth for tests and training later."""
