CREATE INDEX IF NOT EXISTS outcomes_by_proposal ON outcomes (proposal, position)
