CREATE INDEX IF NOT EXISTS delegations_by_delegate ON delegations (group_id, delegate)
