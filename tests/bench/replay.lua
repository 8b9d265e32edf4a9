-- Replays prepared requests in order, over and over. wrk runs it; driver.py writes its input and reads its answer.
-- Input: the length of a request in decimal, a line feed, the request; and so on.

local requests, sent = {}, 0
local threads = {}

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
    prepared, issued = #requests, 0
    if arguments[2] then
        capture = assert(io.open(arguments[2], "wb"))
        response = keep
    end
end

function request()
    issued = issued + 1
    return requests[(issued - 1) % prepared + 1]
end

function keep(status, headers, body)
    capture:write(#body, "\n", body)
end

function done(summary, latency)
    local thread, errors = threads[1], summary.errors
    local failed = errors.status + errors.connect + errors.read + errors.write + errors.timeout
    io.write(string.format("REPLAYED %d %d %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50),
        latency:percentile(99), failed, thread:get("prepared"), thread:get("issued")))
end
