CREATE INDEX IF NOT EXISTS inbox_by_proposal ON inbox (proposal, position) WHERE proposal IS NOT NULL
