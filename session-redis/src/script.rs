//! What a server does in one step, in Lua.
//!
//! Each script has one key. Times are compared as numbers, in halves of four bytes: Lua's numbers
//! have 53 bits, and its texts are compared by the server's locale.

use redis::aio::ConnectionLike;
use redis::{Cmd, ErrorKind, FromRedisValue, RedisResult, ServerErrorKind};

/// What both scripts begin with: the version of what was ended, whether one time is later than
/// another, and for how many seconds an entry is kept, which is an hour after it has expired.
const COMMON: &str = r"
local ENDED = '\127\255\255\255\255\255\255\255'
local function is_later(one, other)
  local a, b = struct.unpack('>I4I4', one)
  local c, d = struct.unpack('>I4I4', other)
  return a > c or a == c and b > d
end
local function kept(expires, now)
  return math.floor(math.min(math.max(struct.unpack('>I8', expires) + 3600 - now, 1), 1e10))
end
";

/// Puts an entry, and answers 1 or what is there instead.
///
/// The arguments: what has to be there ('absent', 'anything', or 'version' and which), the entry,
/// and the time that it is.
const PUT: &str = "
local there = redis.call('GET', KEYS[1])
local expected, version, entry, now = unpack(ARGV)
local fits = expected == 'anything'
  or expected == 'absent' and not there
  or expected == 'version' and there and there:sub(1, 8) == version and version ~= ENDED
if not fits then return there end
local put, seen, expires = entry:sub(1, 8), entry:sub(9, 16), entry:sub(17, 24)
if there then
  if is_later(there:sub(9, 16), seen) then seen = there:sub(9, 16) end
  if put ~= ENDED and is_later(there:sub(17, 24), expires) then expires = there:sub(17, 24) end
end
redis.call('SET', KEYS[1], put .. seen .. expires .. entry:sub(25), 'EX', kept(expires, tonumber(now)))
return 1
";

/// Raises the times of an entry.
///
/// The arguments: the two times, and the time that it is.
const TOUCH: &str = "
local there = redis.call('GETRANGE', KEYS[1], 0, 23)
local seen, expires, now = unpack(ARGV)
if #there < 24 or there:sub(1, 8) == ENDED then return 0 end
if is_later(seen, there:sub(9, 16)) then redis.call('SETRANGE', KEYS[1], 8, seen) end
if is_later(expires, there:sub(17, 24)) then
  redis.call('SETRANGE', KEYS[1], 16, expires)
  redis.call('EXPIRE', KEYS[1], kept(expires, tonumber(now)))
end
return 1
";

/// A script, with the hash by which a server knows it.
pub(crate) struct Script {
    code: String,
    hash: String,
}

impl Script {
    pub(crate) fn put() -> Self {
        Self::new(PUT)
    }

    pub(crate) fn touch() -> Self {
        Self::new(TOUCH)
    }

    fn new(code: &str) -> Self {
        let code = [COMMON, code].concat();
        let hash = redis::Script::new(&code).get_hash().to_owned();
        Self { code, hash }
    }

    /// Runs the script. A server that doesn't know it, after a restart or a failover, is sent it.
    pub(crate) async fn run<T: FromRedisValue>(
        &self,
        connection: &mut impl ConnectionLike,
        key: &[u8],
        arguments: &[&[u8]],
    ) -> RedisResult<T> {
        let call = |name: &str, script: &str| {
            let mut call = Cmd::new();
            call.arg(name).arg(script).arg(1).arg(key).arg(arguments);
            call
        };
        match call("EVALSHA", &self.hash).query_async(connection).await {
            Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                call("EVAL", &self.code).query_async(connection).await
            }
            answer => answer,
        }
    }
}
