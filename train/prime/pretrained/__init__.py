"""A pretrained causal model made into a denoiser: its causal path, and a light canvas over it."""
