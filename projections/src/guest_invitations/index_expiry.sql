CREATE INDEX IF NOT EXISTS guest_invitations_by_expiry ON guest_invitations (expires_at) WHERE state = 'PENDING'
