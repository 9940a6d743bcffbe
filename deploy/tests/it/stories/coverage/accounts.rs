//! Signing in and out, profiles, tokens, and what people keep for themselves.

use serde_json::{Value, json};

use super::Scene;
use crate::service::Somebody;
use crate::stories::decision::{code_in, mail_to};
use crate::stories::text;

const REFUSED: &str = "UNAUTHENTICATED";

impl Scene {
    pub async fn accounts(&mut self) {
        let Self { record, ann, .. } = self;
        let (nobody, eve) = (record.nobody.clone(), record.eve.clone());
        let profile = json!({ "displayName": "Ann", "bio": "Bakes." });
        record.refused(&nobody, "updateProfile", profile.clone(), REFUSED).await;
        record.done(ann, "updateProfile", "", profile).await;
        record.look(ann, "Person", &json!(ann.id)).await;

        let in_a_month = super::in_days(&record.service, 30);
        let token = json!({ "name": "Reader", "read": true, "expiresAt": in_a_month });
        record.refused(&nobody, "createApiToken", token.clone(), REFUSED).await;
        let made = record.done(ann, "createApiToken", "token { id }", token).await;
        record.query((ann, &nobody), "viewer", json!({})).await;
        let token = &made["token"]["id"];
        record.refused(&eve, "revokeApiToken", token.clone(), "FALSE").await;
        record.done(ann, "revokeApiToken", "", token.clone()).await;

        let zoe = self.signed_in("zoe@example.org").await;
        let Self { record, .. } = self;
        let sessions =
            record.service.ask(&zoe, "{ viewer { sessions { nodes { id } } } }", json!({})).await;
        let session = &sessions["viewer"]["sessions"]["nodes"][0]["id"];
        record.refused(&eve, "revokeSession", session.clone(), "FALSE").await;
        record.done(&zoe, "revokeSession", "", session.clone()).await;
        let xia = self.signed_in("xia@example.org").await;
        self.record.refused(&nobody, "deactivateAccount", Value::Null, REFUSED).await;
        self.record.done(&xia, "deactivateAccount", "", Value::Null).await;
        let yan = self.signed_in("yan@example.org").await;
        self.record.refused(&nobody, "signOut", Value::Null, REFUSED).await;
        self.record.done(&yan, "signOut", "", Value::Null).await;
    }

    async fn signed_in(&mut self, address: &str) -> Somebody {
        let record = &mut self.record;
        let nobody = record.nobody.clone();
        let malformed = json!({ "address": "nobody" });
        record.refused(&nobody, "requestSignInCode", malformed, "ADDRESS_MALFORMED").await;
        let ask = json!({ "address": address });
        let asked = record.done(&nobody, "requestSignInCode", "browser", ask).await;
        let code = code_in(&mail_to(&record.service, address).await);
        let wrong = if code == "000000" { "000001" } else { "000000" };
        let with =
            |code: &str| json!({ "browser": asked["browser"], "code": code, "displayName": "Z" });
        record.refused(&nobody, "signIn", with(wrong), "WRONG_CODE").await;
        let signed_in = record.done(&nobody, "signIn", "token", with(&code)).await;
        Somebody { id: String::new(), token: Some(text(&signed_in["token"])) }
    }
}
