using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tenon.Integration.Tests.Support;
using Tenon.Invariants;

namespace Tenon.Integration.Tests.Daemon;

/// <summary>The real <c>tenon run</c>, seen from outside.</summary>
public sealed partial class DaemonTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-daemon-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Goal: with nothing configured the daemon makes its home, takes files from the inbox, and ends by a signal with success.
    // Method: put samples into the inbox of an index that nobody created; DuckDB compares the rows of what is published.
    [Fact]
    public void With_no_configuration_files_in_the_inbox_become_splits_and_nothing_is_lost()
    {
        using var judge = new RowJudge();
        var home = new HomeProcess(Path.Join(_folder, "home"));
        string[] samples = [.. Samples.Files().Take(3)];
        string inbox = Path.Join(home.Folder, "inbox", "points");
        Directory.CreateDirectory(inbox);
        foreach (string sample in samples)
        {
            File.Copy(sample, Path.Join(inbox, Path.GetFileName(sample)));
        }

        using (var daemon = new DaemonProcess(home, "--json"))
        {
            daemon.Until("all files are taken", () => home.FilesIn("inbox").Length == 0);
            Finished locked = TenonProcess.Run(home.With("merge", "points", "--once"));
            Assert.Equal((4, true), (locked.ExitCode, locked.Errors.Contains("in use by process", StringComparison.Ordinal)));
            Finished finished = daemon.Stop("TERM");
            Assert.True(finished.ExitCode == 0, finished.Errors);
            string[] events = [.. EventsOf(finished.Output).Select(each => each.GetProperty("event").GetString()!)]; // Each has a name.
            Assert.Equal(["PlannerDisconnected", "FinalMergesPlanned", "Drained"], events[^3..]);
            Assert.Equal(3, events.Count(each => each == "SplitsIngested"));
        }

        Assert.Equal(judge.Read(samples, "samples"), judge.Read(home.Live("points", "stopped"), "stopped"));
    }

    // Goal: every invariant that is registered as checked at run time is checked by the running program (W-04), and none is violated.
    // Method: the real daemon ingests, merges, audits, collects and stops; its DogStatsD counts are received at a Unix socket and summed by code.
    [Fact]
    public async Task Every_run_time_invariant_is_checked_by_the_running_program()
    {
        var home = new HomeProcess(Path.Join(_folder, "home"));
        string path = Path.Join(_folder, "agent");
        using var agent = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        agent.Bind(new UnixDomainSocketEndPoint(path));
        ConcurrentDictionary<string, long> counts = new();
        using var ended = new CancellationTokenSource();
        Task receiving = ReceiveAsync(agent, counts, ended.Token);

        DaemonWork.Prepare(home, ("telemetry", $"\"dogstatsd\": \"unix://{path}\", \"interval\": \"200ms\", \"prefix\": \"test\""));
        var work = new DaemonWork(_folder);
        using (var daemon = new DaemonProcess(home))
        {
            string[] seen = ["MP-4", "MP-6", "MP-9", "TN-5", "TN-6", "TN-11"];
            for (int i = 0; !Array.TrueForAll(seen, code => counts.GetValueOrDefault("checked:" + code) > 0) || i < 6; i++)
            {
                DaemonWork.Offer(home, work.Make(300));
                daemon.Until("the file is taken", () => DaemonWork.IsTaken(home));
            }

            Finished finished = daemon.Stop("TERM");
            Assert.True(finished.ExitCode == 0, finished.Errors);
        }

        string[] expected = [.. InvariantRegistry.All.Where(info => info.Layers.HasFlag(InvariantLayers.RunTime)).Select(info => info.Code)];
        string[] Missing() => [.. expected.Where(code => counts.GetValueOrDefault("checked:" + code) == 0)];
        for (int i = 0; i < 1000 && Missing().Length > 0; i++)
        {
            await Task.Yield(); // The last datagrams lie in the socket.
        }

        await ended.CancelAsync();
        await receiving;
        Assert.Equal([], Missing());
        Assert.DoesNotContain(counts.Keys, key => key.StartsWith("violated:", StringComparison.Ordinal));
    }

    [Fact]
    public void Prometheus_scrapes_the_running_program_on_this_machine_only()
    {
        var home = new HomeProcess(Path.Join(_folder, "home"));
        int port = FreePort();
        DaemonWork.Prepare(home, ("telemetry", string.Create(CultureInfo.InvariantCulture, $"\"prometheus\": \"127.0.0.1:{port}\"")));
        using (var daemon = new DaemonProcess(home))
        {
            using var client = new HttpClient();
            string text = "";
            daemon.Until("checks are scraped", () => (text = Scrape(client, port)).Contains("tenon_invariant_checked_total{invariant=\"TN-14\"}", StringComparison.Ordinal));
            Assert.Equal(InvariantRegistry.All.Length, Checked().Count(text));
            Assert.Equal(0, daemon.Stop("INT").ExitCode);
        }

        File.WriteAllText(Path.Join(home.Folder, "tenon.json"), """{ "telemetry": { "prometheus": "0.0.0.0:9000" } }""");
        using var refused = new DaemonProcess(home);
        Finished finished = refused.Stop("WINCH"); // Ignored by all that run.
        Assert.Equal((2, true), (finished.ExitCode, finished.Errors.Contains("telemetry.prometheus", StringComparison.Ordinal)));
    }

    // Goal: sketches, with their lists and extremes, pass two rounds of merging unchanged: four splits become one of level 2.
    [Fact]
    public void Real_sketches_are_merged_to_level_two_with_every_row()
    {
        using var judge = new RowJudge();
        var home = new HomeProcess(Path.Join(_folder, "home"));
        home.Run("create", "index", "create", "sketches-demo", "--merge-factor", "2", "--max-merge-factor", "2", "--max-merge-ops", "2");
        for (int file = 0; file < 4; file++)
        {
            string path = Path.Join(_folder, string.Create(CultureInfo.InvariantCulture, $"sketches-{file}.ndjson"));
            File.WriteAllLines(path, Enumerable.Range(file * 50, 50).Select(i => string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"metric_name":"latency.{{i % 3}}","timestamp_secs":{{1_700_000_100 + (i % 40)}},"count":3,"sum":{{i}}.5,"min":-1,"max":{{(i % 7 == 0 ? "\"NaN\"" : "7.25")}},"flags":4294967295,"keys":[-32768,{{i}},32767],"counts":[1,0,18446744073709551615],"host":"h{{i % 5}}"}""")));
            home.Run("ingest", "ingest", "sketches-demo", path);
        }

        Rows before = judge.Read(home.Live("sketches-demo", "ingested"), "ingested");
        Finished merged = TenonProcess.Run(home.With("merge", "sketches-demo", "--once", "--json"));
        Assert.True(merged.ExitCode == 0, merged.Errors);
        Assert.Equal(3, EventsOf(merged.Output).Count(each => each.GetProperty("event").GetString() == "MergePublished"));
        string split = Assert.Single(home.Live("sketches-demo", "merged"));
        Assert.StartsWith("sketches_", Path.GetFileName(split), StringComparison.Ordinal);
        Assert.Equal((200, before), ((int)before.Count, judge.Read([split], "merged")));
        Assert.Equal(2, home.Run("list", "splits", "sketches-demo").GetProperty("splits")[0].GetProperty("level").GetInt32());
    }

    // Goal: what the daemon records can be followed: no gap in the sequence, each merge planned, claimed, staged, uploaded and published in this order, with equal rows.
    [Fact]
    public void What_is_recorded_has_no_gap_and_each_merge_conserves_its_rows()
    {
        var home = new HomeProcess(Path.Join(_folder, "home"));
        string record = Path.Join(_folder, "events");
        DaemonWork.Prepare(home);
        var work = new DaemonWork(_folder);
        for (int i = 0; i < 4; i++)
        {
            DaemonWork.Offer(home, work.Make(300));
        }

        using (var daemon = new DaemonProcess(home, "--record", record))
        {
            daemon.Until("all is merged", () => Safely(record).Count(line => line.Contains("\"MergePublished\"", StringComparison.Ordinal)) >= 6);
            Assert.Equal(0, daemon.Stop("TERM").ExitCode);
        }

        JsonElement[] events = [.. EventsOf(string.Join('\n', Safely(record)))];
        Assert.Equal(Enumerable.Range(1, events.Length), events.Select(each => each.GetProperty("sequence").GetInt32()));
        Assert.All(events, each => Assert.Equal(1, each.GetProperty("generation").GetInt32()));
        foreach (JsonElement published in events.Where(each => each.GetProperty("event").GetString() == "MergePublished"))
        {
            string operation = published.GetProperty("operation").GetString()!; // Every merge has one.
            string[] steps = [.. events.Where(each => each.TryGetProperty("operation", out JsonElement other) && other.GetString() == operation).Select(each => each.GetProperty("event").GetString()!)];
            Assert.Equal(["MergePlanned", "MergeClaimed", "MergeStaged", "MergeUploaded", "MergePublished"], steps);
            long rows = published.GetProperty("outputs").EnumerateArray().Sum(output => output.GetProperty("rows").GetInt64());
            Assert.Equal((rows, rows), (published.GetProperty("inputRows").GetInt64(), published.GetProperty("outputRows").GetInt64()));
        }
    }

    private static string[] Safely(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).SelectMany(ReadLines)] : [];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static string[] ReadLines(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static IEnumerable<JsonElement> EventsOf(string lines) => lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);

    private static string Scrape(HttpClient client, int port)
    {
        try
        {
            return client.GetStringAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/metrics"))).GetAwaiter().GetResult();
        }
        catch (HttpRequestException)
        {
            return ""; // It does not listen yet.
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task ReceiveAsync(Socket agent, ConcurrentDictionary<string, long> counts, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[65536];
        try
        {
            while (true)
            {
                int count = await agent.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
                foreach (Match line in Counted().Matches(Encoding.UTF8.GetString(buffer, 0, count)))
                {
                    counts.AddOrUpdate($"{line.Groups["kind"].Value}:{line.Groups["code"].Value}", Number(line), (_, sum) => sum + Number(line));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // All has come.
        }

        static long Number(Match line) => long.Parse(line.Groups["count"].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"(?m)^test\.invariant\.(?<kind>\w+):(?<count>\d+)\|c\|#invariant:(?<code>[\w-]+)$")]
    private static partial Regex Counted();

    [GeneratedRegex(@"(?m)^tenon_invariant_checked_total\{")]
    private static partial Regex Checked();
}
