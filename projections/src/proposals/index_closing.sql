CREATE INDEX IF NOT EXISTS proposals_by_closing ON proposals (closes_at) WHERE closed_opening IS NULL
