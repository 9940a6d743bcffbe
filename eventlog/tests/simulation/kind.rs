//! Every kind of command there is, so that none is forgotten.

use domain::Command;

/// Names each kind of command, and lists all names. A new command does not compile before it is
/// here, and is then missed by the test until it is generated.
macro_rules! kinds {
    ($($area:ident $module:ident: $($name:ident $fields:tt,)*;)*) => {
        /// The kind of the command.
        pub fn kind(command: &Command) -> &'static str {
            match command {
                $($(
                    Command::$area(_, domain::$module::Command::$name $fields) => {
                        concat!(stringify!($area), "::", stringify!($name))
                    }
                )*)*
            }
        }

        /// All kinds of commands.
        pub const KINDS: &[&str] =
            &[$($(concat!(stringify!($area), "::", stringify!($name)),)*)*];
    };
}

kinds! {
    Person person:
        Register {}, Import {},;
    Handle handle:
        Claim { .. }, Confirm { .. }, Release { .. },;
    Platform platform:
        Deactivate { .. }, Reactivate { .. },;
    Group group:
        Create(_), Edit { .. }, Configure { .. }, ChangePrivacy { .. }, NarrowWithParent {},
        ChangeHandle { .. }, Invite { .. }, RevokeInvitation { .. }, ExpireInvitation { .. },
        AcceptInvitation { .. }, DeclineInvitation { .. }, Join {}, RequestMembership { .. },
        WithdrawRequest {}, ApproveRequest { .. }, DeclineRequest { .. }, IgnoreRequest { .. },
        SetRole { .. }, EndMembership { .. }, DefineTag { .. }, RenameTag { .. },
        DeleteTag { .. }, DefineTemplate { .. }, EditTemplate { .. }, DeleteTemplate { .. },
        SwitchDelegation { .. }, NameDelegate { .. }, EndDelegation { .. },
        EndWithParent { .. }, Succeed {}, Archive {}, Unarchive {}, Delete {}, Restore {}, Destroy {},
        Detach {}, Enrol { .. },;
    Discussion discussion:
        Start { .. }, StartDirect { .. }, Edit { .. }, ChangePrivacy { .. }, Move { .. },
        AgreeToWidening {}, WithdrawWriting {}, CancelWidening {}, Widen { .. }, NarrowWithGroup {},
        Close {}, Reopen {}, Discard {}, Tag { .. }, Pin {}, Unpin {}, AddComment { .. },
        EditComment { .. }, DiscardComment { .. }, RestoreComment { .. }, React { .. },
        Unreact { .. }, Announce { .. }, AdmitProposal { .. }, AddGuests { .. },
        InviteGuests { .. }, RevokeGuestInvitation { .. }, ExpireGuestInvitation { .. },
        AcceptGuestInvitation { .. }, DeclineGuestInvitation { .. }, EndGuestPlace { .. },
        EndLapsedPlace { .. },;
    Proposal proposal:
        Raise { .. }, Edit { .. }, AddNote { .. }, Open { .. }, CastVote { .. }, WithdrawVote {},
        WithdrawVoteOf { .. }, MoveClosing { .. }, Remind { .. }, CloseDue { .. },
        CloseEarly { .. }, Withdraw { .. }, Reopen { .. }, WriteOutcome { .. },
        ReviseOutcome { .. }, ReviewDue { .. }, React { .. }, Unreact { .. }, Announce { .. },;
}
