//! Real servers to connect to: products and certified implementations that others wrote, each on its own port of
//! 127.0.0.1 with its own data, ended when dropped.

pub mod bucket;
pub mod clickhouse;
pub mod mock;
pub mod oidc;
pub mod postgres;
pub mod review_board;
pub mod sandbox;
mod stand_in;

pub use bucket::Bucket;
pub use clickhouse::ClickHouse;
pub use mock::Mock;
pub use oidc::Oidc;
pub use postgres::Postgres;
pub use review_board::ReviewBoard;
pub use sandbox::Sandbox;
