CREATE INDEX IF NOT EXISTS proposals_by_opening ON proposals (opens_at) WHERE NOT opened AND closed_opening IS NULL
