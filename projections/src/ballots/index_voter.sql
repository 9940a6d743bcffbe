CREATE INDEX IF NOT EXISTS ballots_by_voter ON ballots (proposal, voter, position)
