// Tells notices, in the commit of what they tell: every one as an event in the region's log, and as
// a message to the vault's topic when the vault asked for it and the topic's policy lets AWS Backup
// publish.
//
//   TM_TRY_STATUS(tell(view, rows, notice_of(job), changes));
//   tell_change(view, rows, job, changes);      // if the job is in another state than its row
//
// Rows that know no log and no topics (Rows::events) tell nobody.
//
// Threads   In a decision.
// Durable   With the commit; messages are delivered at least once (services/topics/deliveries.h).
// Errors    Those of the store; kCorrupt of a damaged row.
#pragma once

#include "services/topics/topics.h"
#include "vault/notice.h"
#include "vault/rows.h"

namespace tidemark::vault {

// Several may be told in one commit, also of one job.
Status tell(const storage::View& view, const Rows& rows, const Notice& notice,
            storage::Changes& changes);

// Tells the state of a job if its row has another one, or there is none yet; call it before the
// row is put. What cannot be told does not keep a job from going on.
void tell_change(const storage::View& view, const Rows& rows, const BackupJob& job,
                 storage::Changes& changes);
void tell_change(const storage::View& view, const Rows& rows, const CopyJob& job,
                 storage::Changes& changes);
void tell_change(const storage::View& view, const Rows& rows, const RestoreJob& job,
                 storage::Changes& changes);

void tell_change(const storage::View& view, const Rows& rows, const RecoveryPoint& point,
                 PointChange change, storage::Changes& changes);

// Whether a topic's policy lets AWS Backup publish what happens in a vault. AWS's default policy
// does not. Source: AWS Backup developer guide, "Notification options with AWS Backup".
bool may_notify(const services::Topic& topic, const services::TopicName& name,
                const VaultName& vault);

}  // namespace tidemark::vault
