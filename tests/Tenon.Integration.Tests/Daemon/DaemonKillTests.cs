using System.Diagnostics;
using System.Globalization;
using Tenon.Integration.Tests.Support;

namespace Tenon.Integration.Tests.Daemon;

/// <summary>Kills the real daemon at many moments, and judges by DuckDB what it leaves.</summary>
public sealed class DaemonKillTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 50;
    private const int RowsOfFile = 600;

    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-daemon-crash-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Goal: kill -9 of the daemon while it ingests, merges and collects, fifty times over one data home, loses and repeats no row; the last daemon finishes.
    // Method: each life finds a new file in its inbox and is killed at a random moment (the seed is printed), or when a merge writes, when an ingest writes, or
    // when a replaced file has just been deleted. After each kill DuckDB reads every published split: whole files' rows and no others are there. In the end all
    // rows are those of an undisturbed home into which the same files were ingested, and nothing is left over. What all daemons recorded is a behaviour of the
    // model, although each died in the middle of its record.
    [Fact]
    public void F01_F04_F05_F08_F16_F19_F24_F58_A_daemon_killed_fifty_times_loses_and_repeats_nothing()
    {
        Random random = Seed.Of(Random.Shared.Next());
        using var judge = new RowJudge();
        var home = new HomeProcess(Path.Join(_folder, "home"));
        var work = new DaemonWork(_folder);
        DaemonWork.Prepare(home);
        TimeSpan life = TimeOf(home, work);
        var kills = new Dictionary<string, int>();
        for (int i = 0; kills.Values.Sum() < Kills; i++)
        {
            Assert.True(i < 4 * Kills, $"only {kills.Values.Sum()} kills met a living process");
            DaemonWork.Offer(home, work.Make(RowsOfFile));
            string moment = KillOnce(home, random, i, life);
            kills[moment] = kills.GetValueOrDefault(moment) + 1;
            Rows left = judge.Read(home.Live(DaemonWork.Index, moment), moment);
            Assert.True(left.Count % RowsOfFile == 0 && left.Count <= work.Files.Count * RowsOfFile, $"kill {i}, {moment}: {left.Count} rows are no whole files");
        }

        output.WriteLine(string.Join("; ", kills.Select(pair => $"{pair.Value} kills {pair.Key}")));
        DaemonWork.Offer(home, work.Make(RowsOfFile)); // When it is taken, the daemon surely hears signals.
        using (var daemon = Start(home))
        {
            daemon.Until("all files are taken", () => DaemonWork.IsTaken(home));
            Finished finished = daemon.Stop("TERM");
            Assert.True(finished.ExitCode == 0, finished.Errors);
        }

        Finished merged = TenonProcess.Run(home.With("merge", DaemonWork.Index, "--once", "--record", Record));
        Assert.True(merged.ExitCode == 0, merged.Errors);
        var calm = new HomeProcess(Path.Join(_folder, "calm"));
        DaemonWork.Prepare(calm);
        calm.Run("calm", ["ingest", DaemonWork.Index, .. work.Files]);
        Rows expected = judge.Read(calm.Live(DaemonWork.Index, "calm"), "calm");
        string[] live = home.Live(DaemonWork.Index, "finished");
        Assert.Equal(work.Files.Count * RowsOfFile, expected.Count);
        Assert.Equal(expected, judge.Read(live, "finished"));
        Assert.True(live.Length < 3 * 6, $"{live.Length} splits are left of three windows");
        Finished judged = TenonProcess.Run("trace", "check", Record);
        Assert.True(judged.ExitCode == 0, judged.Output + judged.Errors);
        output.WriteLine(judged.Output);
        home.Run("gc", "gc", "--grace", "0s");
        Assert.Equal(live.Order(StringComparer.Ordinal), home.FilesIn("store").Order(StringComparer.Ordinal));
        Assert.Empty(home.FilesIn("scratch"));
    }

    private string Record => Path.Join(_folder, "events");

    private DaemonProcess Start(HomeProcess home) => new(home, "--record", Record);

    private string KillOnce(HomeProcess home, Random random, int number, TimeSpan life)
    {
        string[] before = home.FilesIn("store/splits");
        string[] left = home.FilesIn("scratch"); // By the one before, which the next removes.
        (string moment, Func<bool> isReached) = (number % 5) switch
        {
            0 => ("when a merge writes", () => home.FilesIn("scratch").Except(left).Any(path => path.Contains("/merge_", StringComparison.Ordinal))),
            1 => ("when an ingest writes", () => home.FilesIn("scratch").Except(left).Any(path => path.Contains("/ingest_", StringComparison.Ordinal))),
            2 => ("when a replaced file was deleted", () => before.Any(path => !File.Exists(path))),
            _ => ("at a random moment", (Func<bool>)(() => false)),
        };
        TimeSpan longest = number % 5 < 3 ? 2 * life : life * random.NextDouble();
        using DaemonProcess daemon = Start(home);
        string reached = daemon.WaitUntil(isReached, longest) || number % 5 >= 3 ? moment : string.Create(CultureInfo.InvariantCulture, $"later than a step of {moment["when ".Length..]}");
        Assert.True(daemon.Kill(), "a daemon ended by itself");
        return reached;
    }

    /// <summary>How long a life takes to begin, ingest a file and merge what is due.</summary>
    private TimeSpan TimeOf(HomeProcess home, DaemonWork work)
    {
        DaemonWork.Offer(home, work.Make(RowsOfFile));
        long began = Stopwatch.GetTimestamp();
        using DaemonProcess daemon = Start(home);
        daemon.Until("a file is taken", () => DaemonWork.IsTaken(home));
        TimeSpan taken = Stopwatch.GetElapsedTime(began);
        Assert.Equal(0, daemon.Stop("TERM").ExitCode);
        return 2 * taken;
    }
}
