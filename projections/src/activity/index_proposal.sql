CREATE INDEX IF NOT EXISTS activity_by_proposal ON activity (proposal, position) WHERE proposal IS NOT NULL
