using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Tenon.Checking;
using Tenon.Checking.Samples;
using Tenon.Cli.Commands;
using Tenon.Cli.Exploring;
using Tenon.Cli.Output;
using static Tenon.Cli.Tests.InProcess;

namespace Tenon.Cli.Tests;

public sealed class ExploreTests : IAsyncLifetime
{
    private readonly ExploreSite _site = new(Checker.Pack(new Increment(2, hasLock: false)), "tenon explore increment");
    private readonly CancellationTokenSource _stop = new();
    private readonly LocalServer _server;
    private readonly Task _serving;

    public ExploreTests()
    {
        _server = new LocalServer(0, _site.Answer);
        _serving = _server.RunAsync(_stop.Token);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _server.Dispose();
        _site.Dispose();
        _stop.Dispose();
    }

    [Theory]
    [InlineData("127.0.0.1", 200)]
    [InlineData("localhost", 200)]
    [InlineData("evil.example", 421)]
    [InlineData("127.0.0.1.evil.example", 421)]
    [InlineData("192.168.0.1", 421)]
    public async Task Only_those_who_call_it_by_its_local_name_are_served(string host, int status) =>
        Assert.Equal(status, StatusOf(await SendAsync($"GET / HTTP/1.1\r\nHost: {host}:{_server.Port}\r\n\r\n")));

    [Theory]
    [InlineData("GET / HTTP/1.1", 421)]
    [InlineData("GET / HTTP/1.1\r\nHost: 127.0.0.1", 421)]
    [InlineData("GET / HTTP/1.1\r\nHost: 127.0.0.1:1", 421)]
    [InlineData("GET /\r\nHost: @", 400)]
    [InlineData("GET / HTTP/2.0\r\nHost: @", 400)]
    [InlineData("GET http://127.0.0.1/ HTTP/1.1\r\nHost: @", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: @\r\nno header", 400)]
    [InlineData("POST /api/check/start HTTP/1.1\r\nHost: @\r\nContent-Length: 0", 405)]
    [InlineData("HEAD / HTTP/1.1\r\nHost: @", 405)]
    [InlineData("GET /nothing HTTP/1.1\r\nHost: @", 404)]
    [InlineData("GET /../explore.js HTTP/1.1\r\nHost: @", 404)]
    [InlineData("GET /api/model HTTP/1.1\r\nHost: @\r\nSec-Fetch-Site: same-origin", 200)]
    [InlineData("GET /api/check/start HTTP/1.1\r\nHost: @\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors", 403)]
    [InlineData("GET /api/check/start HTTP/1.1\r\nHost: @\r\nSec-Fetch-Site: same-site\r\nSec-Fetch-Mode: navigate", 403)]
    [InlineData("GET / HTTP/1.1\r\nHost: @\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate", 200)]
    [InlineData("GET / HTTP/1.1\r\nHost: @\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors", 403)]
    public async Task Requests_that_no_page_of_its_own_makes_are_refused(string head, int status)
    {
        string answer = await SendAsync(head.Replace("@", $"127.0.0.1:{_server.Port}", StringComparison.Ordinal) + "\r\n\r\n");
        Assert.Equal(status, StatusOf(answer));
        Assert.Contains("\r\nContent-Security-Policy: default-src 'none';", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nCache-Control: no-store\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Content-Type-Options: nosniff\r\n", answer, StringComparison.Ordinal);
        Assert.Equal(CheckStage.None.ToString(), (await AskAsync("/api/check")).GetProperty("stage").GetString());
    }

    [Fact]
    public async Task A_head_that_never_ends_is_refused()
    {
        // No byte more: what is sent and never read would have the connection reset.
        string answer = await SendAsync("GET / HTTP/1.1\r\nHost: ".PadRight(64 * 1024, 'a'));
        Assert.Equal(400, StatusOf(answer));
    }

    [Fact]
    public async Task Connections_without_a_request_do_not_stand_in_the_way()
    {
        List<TcpClient> idle = [];
        for (int i = 0; i < 40; i++)
        {
            TcpClient client = new();
            await client.ConnectAsync(IPAddress.Loopback, _server.Port);
            idle.Add(client);
        }

        Assert.Equal("Increment(2, no lock)", (await AskAsync("/api/model")).GetProperty("model").GetString());
        idle.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task It_listens_on_the_loopback_address_only()
    {
        IPAddress[] others = [.. (await Dns.GetHostAddressesAsync(Dns.GetHostName())).Where(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address))];
        foreach (IPAddress address in others)
        {
            using TcpClient client = new();
            await Assert.ThrowsAnyAsync<SocketException>(() => client.ConnectAsync(address, _server.Port));
        }
    }

    [Fact]
    public async Task A_state_is_one_json_object_with_members_in_a_fixed_order()
    {
        const string expected = """
            {"path":"0/1","at":1,"loop":null,"run":[{"action":null,"ordinal":0,"changes":[{"name":"Counter","before":null,"after":"0"},
            {"name":"IsLocked","before":null,"after":"False"},{"name":"Threads","before":null,"after":"[@ { Stage = Started, Read = 0 }, @ { Stage = Started, Read = 0 }]"}],
            "violated":[]},{"action":"IncrementAction { Thread = 1, Stage = Read }","ordinal":1,"changes":[{"name":"Threads",
            "before":"[@ { Stage = Started, Read = 0 }, @ { Stage = Started, Read = 0 }]","after":"[@ { Stage = Started, Read = 0 }, @ { Stage = Read, Read = 0 }]"}],"violated":[]}],
            "fields":[{"name":"Counter","value":"0"},{"name":"IsLocked","value":"False"},{"name":"Threads","value":"[@ { Stage = Started, Read = 0 }, @ { Stage = Read, Read = 0 }]"}],
            "properties":[{"name":"counted","kind":"Always","standing":"Holds","violated":false,"detail":null}],
            "steps":{"count":2,"found":2,"outside":0,"failure":null,"items":[{"ordinal":1,"action":"IncrementAction { Thread = 1, Stage = Written }",
            "changes":[{"name":"Counter","before":"0","after":"1"},{"name":"Threads","before":"[@ { Stage = Started, Read = 0 }, @ { Stage = Read, Read = 0 }]",
            "after":"[@ { Stage = Started, Read = 0 }, @ { Stage = Written, Read = 0 }]"}],"sameAs":null,"violated":[]}]}}
            """;
        string answer = BodyOf(await GetAsync("/api/state?path=0/1&from=1"));
        Assert.Equal(expected.ReplaceLineEndings("").Replace("@", "IncrementThread", StringComparison.Ordinal), answer);
        Assert.Equal(answer, BodyOf(await GetAsync("/api/state?path=0%2F1&from=1&at=1")));
    }

    [Theory]
    [InlineData("path=0/2", 404, "State 0 of the path has the steps 0 to 1; the path asks for step 2.", "0")]
    [InlineData("path=a", 404, "'a' is no choice: numbers separated by slashes are expected, such as 0/3/1.", "")]
    [InlineData("path=0&at=5", 404, "The path 0 has the states 0 to 0, there is no state 5.", "0")]
    [InlineData("path=0&at=x", 400, "at x: a whole number from 0 to 2147483647 is expected", null)]
    [InlineData("path=0&count=-1", 400, "count -1: a whole number from 0 to 2147483647 is expected", null)]
    public async Task What_cannot_be_shown_is_said_with_what_was_expected(string query, int status, string error, string? validPath)
    {
        string answer = await GetAsync($"/api/state?{query}");
        Assert.Equal(status, StatusOf(answer));
        JsonElement json = Parse(answer);
        Assert.Equal((error, validPath), (json.GetProperty("error").GetString(), json.GetProperty("validPath").GetString()));
    }

    [Theory]
    [InlineData("thread = 1", 1, 1)]
    [InlineData("STAGE", 2, 0)]
    [InlineData("Threads = [", 2, 0)]
    [InlineData("nothing", 0, -1)]
    public async Task Steps_are_found_by_their_action_or_what_they_change(string text, int found, int first)
    {
        JsonElement steps = (await AskAsync($"/api/state?path=0&find={Uri.EscapeDataString(text)}")).GetProperty("steps");
        Assert.Equal((2, found), (steps.GetProperty("count").GetInt32(), steps.GetProperty("found").GetInt32()));
        Assert.Equal(first, steps.GetProperty("items").EnumerateArray().Select(step => step.GetProperty("ordinal").GetInt32()).FirstOrDefault(-1));
    }

    [Fact]
    public async Task A_check_runs_in_the_background_and_its_counterexample_can_be_walked()
    {
        Assert.Contains((await AskAsync("/api/check/start")).GetProperty("stage").GetString(), new[] { "Running", "Done" });
        JsonElement result = (await EndOfCheckAsync()).GetProperty("result");
        Assert.True(result.GetProperty("exhaustive").GetBoolean());
        Assert.Equal(13, result.GetProperty("states").GetInt64());
        JsonElement property = Assert.Single(result.GetProperty("properties").EnumerateArray());
        Assert.Equal(("counted", "Violated", "false in state 4"), (property.GetProperty("name").GetString(), property.GetProperty("verdict").GetString(), property.GetProperty("explanation").GetString()));
        Assert.Equal(JsonValueKind.Null, property.GetProperty("loop").ValueKind);
        JsonElement state = await AskAsync($"/api/state?path={property.GetProperty("path").GetString()}");
        Assert.Equal("counted", state.GetProperty("run")[4].GetProperty("violated")[0].GetString());
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void The_loop_of_a_lasso_is_found_on_its_path(bool isLastLeftHanded, bool isStrong)
    {
        PackedModel model = Checker.Pack(new DiningPhilosophers(3, isLastLeftHanded, isStrong));
        using ExploreSite site = new(model, "");
        Ask(site, "/api/check/start");
        JsonElement status = EndOfCheck(site);
        JsonElement property = status.GetProperty("result").GetProperty("properties")[2];
        string path = property.GetProperty("path").GetString()!; // Violated, so it has one.
        int loop = property.GetProperty("loop").GetInt32();
        Assert.Equal(loop, Ask(site, "/api/state", ("path", path), ("loop", $"{loop}")).GetProperty("loop").GetInt32());
        Assert.Equal(isLastLeftHanded, loop < path.Count(letter => letter == '/'));
    }

    // Method: a search that would go on for ever, and throws if it goes on for long after it was to stop.
    [Fact]
    public void A_check_can_be_stopped_and_started_again()
    {
        Endless model = new();
        using ExploreSite site = new(model, "");
        for (int i = 0; i < 2; i++)
        {
            model.StatesLeft = long.MaxValue;
            Assert.Equal("Running", Ask(site, "/api/check/start").GetProperty("stage").GetString());
            Assert.Equal("Running", Ask(site, "/api/check/start").GetProperty("stage").GetString());
            JsonElement status = Ask(site, "/api/check");
            while (model.StatesLeft > long.MaxValue - 1000 && status.GetProperty("stage").GetString() == "Running")
            {
                status = Ask(site, "/api/check");
            }

            Assert.Equal("Running", status.GetProperty("stage").GetString());
            Ask(site, "/api/check/stop");
            model.StatesLeft = 100;
            status = EndOfCheck(site);
            Assert.Equal("Done", status.GetProperty("stage").GetString());
            Assert.Equal("Cancelled", status.GetProperty("result").GetProperty("stopReason").GetString());
            Assert.False(status.GetProperty("result").GetProperty("exhaustive").GetBoolean());
        }
    }

    [Fact]
    public void A_model_that_throws_ends_the_check_with_the_path_to_where_it_did()
    {
        using ExploreSite site = new(new Throwing(), "");
        Ask(site, "/api/check/start");
        JsonElement status = EndOfCheck(site);
        Assert.Equal(("Failed", "InvalidTimeZoneException: on purpose", "0/0"), (status.GetProperty("stage").GetString(), status.GetProperty("failure").GetString(), status.GetProperty("path").GetString()));
        Assert.Equal("InvalidTimeZoneException: on purpose", Ask(site, "/api/state", ("path", "0/0")).GetProperty("steps").GetProperty("failure").GetString());
    }

    [Theory]
    [InlineData("/", "text/html; charset=utf-8")]
    [InlineData("/explore.css", "text/css; charset=utf-8")]
    [InlineData("/explore.js", "text/javascript; charset=utf-8")]
    [InlineData("/icon.svg", "image/svg+xml")]
    public async Task The_page_names_nothing_outside(string path, string contentType)
    {
        string answer = await GetAsync(path);
        Assert.Contains($"\r\nContent-Type: {contentType}\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("//", BodyOf(answer).Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal).Replace("// ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "MODEL is missing")]
    [InlineData(2, "there is no model 'nothing'", "nothing")]
    [InlineData(2, "--param threads x: a whole number", "increment", "--param", "threads=x")]
    [InlineData(2, "--port 65536", "increment", "--port", "65536")]
    public async Task A_command_line_that_makes_no_sense_is_refused(int code, string message, params string[] arguments)
    {
        (int actual, _, string errors) = await RunAsync(["explore", .. arguments]);
        Assert.Equal(code, actual);
        Assert.Contains(message, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        (int code, string output, string errors) = await RunAsync("explore", "increment", "--port", $"{_server.Port}");
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith($"tenon: cannot serve at 127.0.0.1:{_server.Port}: ", errors, StringComparison.Ordinal);
        Assert.Contains("'--port 0' takes a port that is free", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_prints_its_address_and_ends_with_0_when_it_is_stopped()
    {
        using CancellationTokenSource stopped = new();
        await stopped.CancelAsync();
        using StringWriter results = new();
        Assert.Equal(0, await ExploreCommand.RunAsync("increment", ["lock=1"], "0", new Terminal(results, TextWriter.Null, IsInteractive: false), stopped.Token));
        Assert.Matches(@"^exploring Increment\(2, lock\) at http://127\.0\.0\.1:\d+/ \(Ctrl-C ends\)\n$", results.ToString());
    }

    private static JsonElement EndOfCheck(ExploreSite site)
    {
        JsonElement status = Ask(site, "/api/check");
        while (status.GetProperty("stage").GetString() == "Running")
        {
            Thread.Yield();
            status = Ask(site, "/api/check");
        }

        return status;
    }

    private static JsonElement Ask(ExploreSite site, string path, params (string Name, string Value)[] query) => JsonDocument.Parse(site.Answer(
        new HttpRequest("GET", path, query.ToDictionary(pair => pair.Name, pair => pair.Value), new Dictionary<string, string>())).Body).RootElement;

    private static int StatusOf(string answer) => int.Parse(answer.AsSpan("HTTP/1.1 ".Length, 3), System.Globalization.CultureInfo.InvariantCulture);

    private static string BodyOf(string answer) => answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];

    private static JsonElement Parse(string answer) => JsonDocument.Parse(BodyOf(answer)).RootElement;

    private async Task<JsonElement> EndOfCheckAsync()
    {
        JsonElement status = await AskAsync("/api/check");
        while (status.GetProperty("stage").GetString() == "Running")
        {
            status = await AskAsync("/api/check");
        }

        return status;
    }

    private async Task<JsonElement> AskAsync(string path) => Parse(await GetAsync(path));

    private Task<string> GetAsync(string path) => SendAsync($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{_server.Port}\r\n\r\n");

    private async Task<string> SendAsync(string request)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, _server.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using StreamReader reader = new(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Counts for ever, unless it was told how far.</summary>
    private sealed class Endless : PackedModel
    {
        private long _statesLeft;

        /// <summary>How many more states may be expanded before it throws.</summary>
        public long StatesLeft
        {
            get => Volatile.Read(ref _statesLeft);
            set => Volatile.Write(ref _statesLeft, value);
        }

        public override System.Collections.Immutable.ImmutableArray<string> ActionNames => ["count"];

        public override void AddInitialStates(SuccessorSink sink) => sink.Add(0, 0);

        public override void AddSuccessors(ReadOnlySpan<ulong> state, SuccessorSink sink)
        {
            if (Interlocked.Decrement(ref _statesLeft) < 0)
            {
                throw new InvalidOperationException("it goes on after it was to stop");
            }

            sink.Add(0, state[0] + 1);
        }
    }

    /// <summary>Two states, and no way to go on from the second.</summary>
    private sealed class Throwing : PackedModel
    {
        public override System.Collections.Immutable.ImmutableArray<string> ActionNames => ["go"];

        public override void AddInitialStates(SuccessorSink sink) => sink.Add(0, 0);

        public override void AddSuccessors(ReadOnlySpan<ulong> state, SuccessorSink sink)
        {
            if (state[0] == 1)
            {
                throw new InvalidTimeZoneException("on purpose");
            }

            sink.Add(0, 1);
        }
    }
}
