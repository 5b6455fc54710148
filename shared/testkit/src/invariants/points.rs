//! Points: every balance is what its ledger says, and what orders promise is what customers are promised.
use crate::Items;
use domain::loyalty::{OrderPoints, OrderPointsState, PointsAccount, PointsEntry};
use primitives::CustomerId;
use std::collections::BTreeMap;

/// True at every instant.
pub fn always(items: &Items) {
    let accounts = items.all::<PointsAccount>();
    let led = accounts.iter().filter_map(|one| Some((&one.customer_id, one.merged_into.as_ref()?)));
    let led: BTreeMap<&CustomerId, &CustomerId> = led.collect();
    let mut promised: BTreeMap<CustomerId, i64> = BTreeMap::new();
    for order in items.all::<OrderPoints>() {
        assert!(order.points >= 0, "an order that earns less than nothing: {order:?}");
        if order.state == OrderPointsState::Pending {
            let mut owner = &order.customer_id;
            while let Some(into) = led.get(owner) {
                owner = into;
            }
            *promised.entry(owner.clone()).or_default() += order.points;
        }
    }
    let entries = items.all::<PointsEntry>();
    for account in &accounts {
        let own = entries.iter().filter(|entry| entry.customer_id == account.customer_id);
        let mut own: Vec<&PointsEntry> = own.collect();
        own.sort_by_key(|entry| entry.number);
        let (mut balance, mut pending) = (0, 0);
        for (number, entry) in own.iter().enumerate() {
            balance += entry.points;
            pending += entry.pending;
            assert_eq!(entry.number, number as u64, "a gap in the ledger of {account:?}");
            assert_eq!((entry.balance, entry.pending_balance), (balance, pending), "{entry:?}");
        }
        assert_eq!(own.len() as u64, account.entries, "{account:?}");
        assert_eq!((account.balance, account.pending), (balance, pending), "{account:?}");
        let owed = promised.remove(&account.customer_id).unwrap_or_default();
        assert_eq!(account.pending, owed, "not what orders promise: {account:?}");
    }
    promised.retain(|_, points| *points != 0);
    assert!(promised.is_empty(), "promised to nobody: {promised:?}");
}
