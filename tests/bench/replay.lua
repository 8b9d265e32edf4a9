-- Replays prepared requests in order: over and over, or each once. wrk runs it; driver.py writes its input and reads its
-- answer. Input: the length of a request in decimal, a line feed, the request; and so on.
-- Arguments: the input; "once" or "again"; where to keep the answers' bodies, if anywhere.

local ffi = require("ffi")
ffi.cdef [[
    typedef struct { long seconds; long nanoseconds; } moment;
    int clock_gettime(int clock, moment *now);
]]

local requests, sent = {}, 0
local threads = {}

local function microseconds()
    local now = ffi.new("moment")
    ffi.C.clock_gettime(1, now)
    return tonumber(now.seconds) * 1e6 + tonumber(now.nanoseconds) / 1e3
end

function setup(thread)
    table.insert(threads, thread)
end

function init(arguments)
    local file = assert(io.open(arguments[1], "rb"))
    while true do
        local length = file:read("*n")
        if not length then break end
        file:read(1)
        table.insert(requests, file:read(length))
    end
    file:close()
    once = arguments[2] == "once"
    if arguments[3] then
        capture = assert(io.open(arguments[3], "wb"))
        response = keep
    end
end

function request()
    sent = sent + 1
    if sent == 1 then
        started = microseconds()
    end
    if once and sent == #requests then -- the last one: the clock stops here, what is under way is not counted
        stopped = microseconds()
        wrk.thread:stop()
    end
    return requests[(sent - 1) % #requests + 1]
end

function keep(status, headers, body)
    capture:write(#body, "\n", body)
end

function done(summary, latency)
    local thread, errors = threads[1], summary.errors
    local failed = errors.status + errors.connect + errors.read + errors.write + errors.timeout
    local stopped = thread:get("stopped")
    local duration = stopped and stopped - thread:get("started") or summary.duration
    io.write(string.format("REPLAYED %d %d %d %d %d\n", summary.requests, duration, latency:percentile(50),
        latency:percentile(99), failed))
end
