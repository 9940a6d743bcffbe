//! Discussions, their guests, and what is said in them.

use serde_json::json;

use super::Scene;

impl Scene {
    pub async fn discussions(&mut self) {
        self.starting().await;
        self.talking().await;
        self.moving().await;
        self.hosting().await;
        self.keeping().await;
    }

    async fn starting(&mut self) {
        let Self { record, ann, ben, cellar, bakery, .. } = self;
        let start = json!({ "groupId": cellar, "title": "Wine", "body": "Which?" });
        let started = record.only(ann, "startDiscussion", "discussion { id }", start).await;
        self.wine = started["discussion"]["id"].clone();
        let own = json!({ "discussionId": self.wine });
        let edit = json!({ "discussionId": self.wine, "expectedRevision": 1, "body": "And when?" });
        record.only(ann, "editDiscussion", "", edit).await;
        record.only(ann, "closeDiscussion", "", own.clone()).await;
        record.look(ann, "Discussion", &self.wine).await;
        record.only(ann, "reopenDiscussion", "", own.clone()).await;
        record.only(ann, "pinDiscussion", "", own.clone()).await;
        record.look(ann, "Discussion", &self.wine).await;
        record.only(ann, "unpinDiscussion", "", own).await;
        let react = json!({ "discussionId": self.wine, "emoji": "🍷" });
        record.only(ann, "reactToDiscussion", "", react.clone()).await;
        record.look(ann, "Discussion", &self.wine).await;
        record.only(ann, "unreactToDiscussion", "", react).await;
        let start = json!({ "groupId": bakery, "title": "Bread" });
        let bread = record.done(ann, "startDiscussion", "discussion { id }", start).await;
        let oven = json!({ "name": "Oven", "privacy": "OPEN", "parentId": bakery });
        record.done(ann, "createGroup", "", oven).await;
        record.open(ann, "group", json!({ "id": bakery })).await;
        let narrow = json!({ "groupId": bakery, "privacy": "SECRET" });
        record.open(ann, "previewGroupPrivacy", narrow).await;
        let private = json!({ "discussionId": bread["discussion"]["id"], "privacy": "PRIVATE" });
        let eve = record.eve.clone();
        let change = "changeDiscussionPrivacy";
        record.refused(&eve, change, private.clone(), "MEMBERS_ONLY").await;
        record.done(ann, change, "", private).await;
        let direct = json!({ "personIds": [ben.id], "title": "Between us" });
        record.refused(&eve, "startDirectDiscussion", direct.clone(), "PERSON_ABSENT").await;
        record.done(ann, "startDirectDiscussion", "", direct).await;
    }

    async fn talking(&mut self) {
        let Self { record, ann, ben, wine, cellar, .. } = self;
        let say = json!({ "discussionId": wine, "body": "Red?", "mentionIds": [ben.id] });
        let said = record.only(ann, "addComment", "comment { id }", say).await;
        let comment = &said["comment"]["id"];
        let reply = json!({ "discussionId": wine, "body": "White.", "parentId": comment });
        let replied = record.done(ben, "addComment", "comment { id }", reply).await;
        record.look(ann, "Comment", &replied["comment"]["id"]).await;
        let own = json!({ "discussionId": wine, "commentId": comment });
        let edit = json!({ "discussionId": wine, "commentId": comment, "expectedRevision": 1,
                           "body": "Red.", "mentionIds": [ben.id] });
        record.only(ann, "editComment", "", edit).await;
        let react = json!({ "discussionId": wine, "commentId": comment, "emoji": "👍" });
        record.only(ben, "reactToComment", "", react.clone()).await;
        record.look(ann, "Comment", comment).await;
        record.only(ben, "unreactToComment", "", react).await;
        record.only(ann, "discardComment", "", own.clone()).await;
        record.look(ann, "Comment", comment).await;
        record.only(ann, "restoreComment", "", own).await;
        let define = json!({ "groupId": cellar, "name": "Old" });
        let tag = record.done(ann, "defineTag", "tag { id }", define).await["tag"]["id"].take();
        let tags = json!({ "discussionId": wine, "tagIds": [tag] });
        record.only(ann, "tagDiscussion", "", tags).await;
        record.look(ben, "Discussion", wine).await;
        record.look(ben, "Group", cellar).await;
        record.only(ann, "deleteTag", "", json!({ "groupId": cellar, "tagId": tag })).await;
        record.look(ben, "Tag", &tag).await;
    }

    async fn moving(&mut self) {
        let Self { record, ann, ben, cellar, bakery, .. } = self;
        let start = json!({ "groupId": cellar, "title": "Cheese", "body": "Ours?" });
        let started = record.done(ann, "startDiscussion", "discussion { id }", start).await;
        let cheese = &started["discussion"]["id"];
        let own = json!({ "discussionId": cheese });
        let say = json!({ "discussionId": cheese, "body": "Theirs." });
        record.done(ben, "addComment", "", say).await;
        let there = json!({ "discussionId": cheese, "groupId": bakery });
        record.only(ann, "moveDiscussion", "", there.clone()).await;
        record.look(ben, "Discussion", cheese).await;
        record.only(ann, "cancelWidening", "", own.clone()).await;
        record.done(ann, "moveDiscussion", "", there).await;
        record.only(ben, "withdrawWriting", "", own.clone()).await;
        record.only(ben, "agreeToWidening", "", own).await;
    }

    async fn hosting(&mut self) {
        let Self { record, ann, gus, wine, bakery, .. } = self;
        let (eve, gil) = (record.eve.clone(), record.service.somebody("gil").await);
        record.done(&gil, "joinGroup", "", json!({ "groupId": bakery })).await;
        let add = json!({ "discussionId": wine, "personIds": [gil.id] });
        record.refused(&eve, "addGuests", add.clone(), "PERSON_ABSENT").await;
        record.done(ann, "addGuests", "", add).await;
        record.look(ann, "Discussion", wine).await;
        let own = json!({ "discussionId": wine });
        record.only(&gil, "leaveDiscussion", "", own.clone()).await;
        let wanted = "token invitationId";
        let link = record.only(ann, "makeGuestLink", wanted, own.clone()).await;
        let other = record.done(ann, "makeGuestLink", wanted, own.clone()).await;
        let none = json!({ "token": "A".repeat(43) });
        record.refused(&eve, "acceptGuestLink", none.clone(), "NOT_FOUND").await;
        record.done(&gil, "acceptGuestLink", "", json!({ "token": link["token"] })).await;
        record.look(ann, "Discussion", wine).await;
        let remove = json!({ "discussionId": wine, "personId": gil.id });
        record.only(ann, "removeGuest", "", remove).await;
        record.refused(&eve, "declineGuestLink", none, "NOT_FOUND").await;
        record.done(gus, "declineGuestLink", "", json!({ "token": other["token"] })).await;
        let link = record.done(ann, "makeGuestLink", wanted, own).await;
        let revoke = json!({ "discussionId": wine, "invitationId": link["invitationId"] });
        record.only(ann, "revokeGuestInvitation", "", revoke).await;
    }

    async fn keeping(&mut self) {
        let Self { record, ann, ben, wine, .. } = self;
        let everybody = json!({ "discussionId": wine, "to": { "everybody": true } });
        record.only(ann, "announceDiscussion", "", everybody).await;
        let (eve, nobody) = (record.eve.clone(), record.nobody.clone());
        record.query((ann, &eve), "discussion", json!({ "id": wine })).await;
        record.query((ann, &eve), "discussions", json!({})).await;
        record.query((ann, &eve), "node", json!({ "id": wine })).await;
        record.look(ben, "Discussion", wine).await;
        record.query((ben, &nobody), "viewer", json!({})).await;
        let told = "{ viewer { inbox(first: 1) { nodes { position } } } }";
        let told = record.service.ask(ben, told, json!({})).await;
        let position = &told["viewer"]["inbox"]["nodes"][0]["position"];
        let read = json!({ "discussionId": wine, "upTo": position });
        record.only(ben, "markRead", "", read).await;
        let up_to = json!({ "upTo": position });
        record.refused(&nobody, "markInboxSeen", up_to.clone(), "UNAUTHENTICATED").await;
        record.done(ben, "markInboxSeen", "", up_to).await;
    }
}
