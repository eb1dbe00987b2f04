using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Tenon.Invariants.Recording;

namespace Tenon.Invariants.Tests;

[Collection(nameof(Process))]
public sealed class RecorderTests : IDisposable
{
    private const InvariantId Observed = InvariantId.ImmatureTracked;

    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-invariants-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Counts_are_sent_by_how_much_they_have_grown(bool isUnix)
    {
        using Socket agent = Agent(isUnix);
        using DogStatsdRecorder recorder = new(OptionsOf(agent) with { Prefix = "acme.tenon", Tags = ["node:a1", "zone:b"] });
        Drain(recorder, agent);

        Invariant.Held(InvariantId.RowsConserved, 3);
        Invariant.Observe(false, Observed, "sent");
        Assert.True(recorder.Flush());
        Assert.Equal(
            [
                "acme.tenon.invariant.checked:1|c|#invariant:MP-9,node:a1,zone:b",
                "acme.tenon.invariant.checked:3|c|#invariant:MC-1,node:a1,zone:b",
                "acme.tenon.invariant.violated:1|c|#invariant:MP-9,node:a1,zone:b",
            ],
            LinesOf(agent, 3).Order(StringComparer.Ordinal));

        Assert.True(recorder.Flush());
        Assert.Equal(0, agent.Available);
    }

    [Fact]
    public void All_invariants_fit_into_datagrams_of_bounded_size()
    {
        using Socket agent = Agent(isUnix: false);
        using DogStatsdRecorder recorder = new(OptionsOf(agent) with { Prefix = "", Tags = [new string('t', 900)] });
        Drain(recorder, agent);
        foreach (InvariantId id in Enum.GetValues<InvariantId>())
        {
            Invariant.Held(id, 1);
        }

        Assert.True(recorder.Flush());
        byte[] buffer = new byte[65_536];
        List<string> lines = [];
        while (lines.Count < InvariantRegistry.All.Length)
        {
            int length = agent.Receive(buffer);
            Assert.InRange(length, 1, 1432);
            lines.AddRange(Encoding.UTF8.GetString(buffer, 0, length).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        Assert.Equal(
            InvariantRegistry.All.Select(info => $"invariant.checked:1|c|#invariant:{info.Code},{new string('t', 900)}"),
            lines);
    }

    [Fact]
    public void What_could_not_be_sent_is_sent_to_the_next_agent()
    {
        string path = Path.Combine(_folder, "agent");
        using DogStatsdRecorder recorder = new(new DogStatsdOptions { Endpoint = new UnixDomainSocketEndPoint(path), Interval = TimeSpan.FromDays(1) });
        Invariant.Held(InvariantId.RowsConserved, 1);
        Assert.False(recorder.Flush());
        Assert.True(recorder.FailedSendCount > 0);

        using Socket agent = Agent(isUnix: true);
        Drain(recorder, agent);
        Invariant.Held(InvariantId.RowsConserved, 5);
        File.Delete(path); // The agent goes away, ...
        agent.Dispose();
        Assert.False(recorder.Flush());
        Invariant.Held(InvariantId.RowsConserved, 2);

        using Socket next = Agent(isUnix: true); // ... and another comes, at the same path.
        Assert.True(recorder.Flush());
        Assert.Equal(["tenon.invariant.checked:7|c|#invariant:MC-1"], LinesOf(next, 1));
    }

    [Fact]
    public void Counts_are_sent_when_the_interval_is_over_and_at_the_end()
    {
        using Socket agent = Agent(isUnix: true);
        ManualClock clock = new();
        DogStatsdRecorder recorder = new(OptionsOf(agent) with { Clock = clock, Interval = TimeSpan.FromSeconds(10) });
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)), (clock.DueTime, clock.Period));
        Drain(recorder, agent);
        Invariant.Held(InvariantId.RowsConserved, 4);
        clock.Tick();
        Assert.Equal(["tenon.invariant.checked:4|c|#invariant:MC-1"], LinesOf(agent, 1));
        Invariant.Held(InvariantId.RowsConserved, 6);
        recorder.Dispose();
        Assert.Equal(["tenon.invariant.checked:6|c|#invariant:MC-1"], LinesOf(agent, 1));
        Assert.True(clock.IsDisposed);
    }

    [Theory]
    [InlineData("a|b", "t")]
    [InlineData("a", "t\nt")]
    [InlineData("a", "t,t")]
    [InlineData("#", "t")]
    public void Names_that_would_break_a_line_are_refused(string prefix, string tag) =>
        Assert.Throws<ArgumentException>(() => new DogStatsdRecorder(new DogStatsdOptions { Prefix = prefix, Tags = [tag] }));

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new DogStatsdRecorder(new DogStatsdOptions { Tags = [new string('t', 1000)] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DogStatsdRecorder(new DogStatsdOptions { Interval = TimeSpan.Zero }));
    }

    [Fact]
    public void Violations_are_written_as_lines_and_those_of_a_loop_less_and_less_often()
    {
        StringWriter text = new();
        using (ViolationWriter writer = new(text))
        {
            for (int i = 1; i <= 40; i++)
            {
                Invariant.Observe(false, Observed, $"split {i}\nis lost");
            }
        }

        Invariant.Observe(false, Observed, "after the end");
        string[] lines = text.ToString().Split(text.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(12, lines.Length);
        Assert.Equal("invariant MP-9 ImmatureTracked is broken: split 1 is lost", lines[0]);
        Assert.Equal("invariant MP-9 ImmatureTracked is broken: split 32 is lost (violation 32 of it)", lines[^1]);
    }

    [Fact]
    public void A_bundle_has_everything_in_one_file()
    {
        ViolationBundle bundle = new(new InvariantViolation(7, Observed, "split 3 is lost"), """{"splits":[1,2]}""", ["""{"event":"plan"}""", "publish"]);
        string? path = bundle.Write(Path.Combine(_folder, "new", "folder"), new ManualClock());
        Assert.NotNull(path);
        Assert.Equal(path, Assert.Single(Directory.EnumerateFileSystemEntries(Path.Combine(_folder, "new", "folder"))));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(path));
        JsonElement root = json.RootElement;
        Assert.Equal("MP-9", root.GetProperty("code").GetString());
        Assert.Equal("ImmatureTracked", root.GetProperty("invariant").GetString());
        Assert.Equal("split 3 is lost", root.GetProperty("message").GetString());
        Assert.Equal(7, root.GetProperty("ordinal").GetInt64());
        Assert.Equal(2, root.GetProperty("state").GetProperty("splits").GetArrayLength());
        Assert.Equal("plan", root.GetProperty("events")[0].GetProperty("event").GetString());
        Assert.Equal("publish", root.GetProperty("events")[1].GetString());
    }

    [Fact]
    public void Bundles_are_bounded_in_number_and_in_events()
    {
        ImmutableArray<string> events = [.. Enumerable.Range(0, ViolationBundle.MaximumEvents + 5).Select(i => $"event {i}")];
        string? first = new ViolationBundle(new InvariantViolation(1, Observed, "first"), null, events).Write(_folder, new ManualClock());
        Assert.NotNull(first);
        using (JsonDocument json = JsonDocument.Parse(File.ReadAllText(first)))
        {
            Assert.Equal(ViolationBundle.MaximumEvents, json.RootElement.GetProperty("events").GetArrayLength());
            Assert.Equal("event 5", json.RootElement.GetProperty("events")[0].GetString());
            Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("state").ValueKind);
        }

        for (int i = 2; i <= ViolationBundle.MaximumFiles; i++)
        {
            Assert.NotNull(new ViolationBundle(new InvariantViolation(i, Observed, "more"), null, []).Write(_folder, new ManualClock()));
        }

        Assert.Null(new ViolationBundle(new InvariantViolation(1000, Observed, "too many"), null, []).Write(_folder, new ManualClock()));
        Assert.Equal(ViolationBundle.MaximumFiles, Directory.EnumerateFiles(_folder).Count());
    }

    [Fact]
    public void A_bundle_that_cannot_be_finished_leaves_nothing_behind()
    {
        ViolationBundle bundle = new(new InvariantViolation(1, Observed, "once"), "state", []);
        string? path = bundle.Write(_folder, new ManualClock());
        Assert.Throws<IOException>(() => bundle.Write(_folder, new ManualClock()));
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(_folder));
    }

    private static DogStatsdOptions OptionsOf(Socket agent) => new()
    {
        Endpoint = agent.LocalEndPoint ?? throw new InvalidOperationException("the agent is bound"),
        Interval = TimeSpan.FromDays(1),
    };

    private Socket Agent(bool isUnix)
    {
        Socket agent = isUnix
            ? new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified)
            : new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        agent.Bind(isUnix ? new UnixDomainSocketEndPoint(Path.Combine(_folder, "agent")) : new IPEndPoint(IPAddress.Loopback, 0));
        agent.ReceiveTimeout = 60_000; // For a failure: a datagram over loopback is there when the sending returns.
        return agent;
    }

    // What other tests have counted.
    private static void Drain(DogStatsdRecorder recorder, Socket agent)
    {
        Assert.True(recorder.Flush());
        byte[] buffer = new byte[65_536];
        while (agent.Available > 0)
        {
            agent.Receive(buffer);
        }
    }

    private static List<string> LinesOf(Socket agent, int count)
    {
        List<string> lines = [];
        byte[] buffer = new byte[65_536];
        while (lines.Count < count)
        {
            lines.AddRange(Encoding.UTF8.GetString(buffer, 0, agent.Receive(buffer)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        return lines;
    }

    private sealed class ManualClock : TimeProvider, ITimer
    {
        private Action _tick = () => { };

        public TimeSpan DueTime { get; private set; }

        public TimeSpan Period { get; private set; }

        public bool IsDisposed { get; private set; }

        public void Tick() => _tick();

        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_tick, DueTime, Period) = (() => callback(state), dueTime, period);
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        public void Dispose() => IsDisposed = true;
    }
}
