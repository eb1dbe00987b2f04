using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Tenon.Integration.Tests.Support;

namespace Tenon.Integration.Tests.Crash;

/// <summary>Kills the real <c>tenon ingest</c> and <c>tenon gc</c> at many moments, and judges by DuckDB what they leave.</summary>
public sealed class HomeKillTests(ITestOutputHelper output) : IDisposable
{
    private const int RandomKills = 20;
    private const int Tries = 5;
    private const int Windows = 300;

    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-home-crash-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Goal: kill -9 of an ingest at any instant loses and repeats no row: files are in whole or not at all, and the same command brings in the rest.
    // Method: for each kill an index of its own in one data home; kill at random moments and at the moments at which something appears in the home; then the
    // published splits, read by DuckDB, must be the rows of the first so many files; run the command again, and compare all rows.
    [Fact]
    public void F01_F04_F08_F19_F33_An_ingest_that_is_killed_at_any_moment_is_finished_by_the_same_command()
    {
        Random random = NewRandom();
        using var judge = new RowJudge();
        var home = new HomeProcess(Path.Join(_folder, "home"));
        string[] files = [.. Samples.Files().Take(3)];
        Rows[] prefixes = [.. Enumerable.Range(0, files.Length + 1).Select(count => judge.Read(files.Take(count), "samples"))];
        int indexes = 0;
        string NewIndex()
        {
            string index = string.Create(CultureInfo.InvariantCulture, $"points-{indexes++}");
            home.Run("create", "index", "create", index, "--kind", "table", "--timestamp-column", "timestamp_secs", "--sort", "metric_name,host,-timestamp_secs");
            return index;
        }

        NewIndex();
        long began = Stopwatch.GetTimestamp();
        home.Run("undisturbed", ["ingest", "points-0", .. files]);
        TimeSpan duration = Stopwatch.GetElapsedTime(began);
        Assert.Equal(prefixes[^1], judge.Read(home.Live("points-0", "undisturbed"), "undisturbed"));

        var kills = new List<string>();
        foreach ((string moment, Action<TenonProcess> wait) in Moments(random, duration, IngestSteps(home)))
        {
            for (int t = 0, before = kills.Count; t < Tries && kills.Count == before; t++)
            {
                string index = NewIndex();
                using (TenonProcess process = TenonProcess.Start(home.With(["ingest", index, .. files])))
                {
                    wait(process);
                    if (process.Kill())
                    {
                        kills.Add(moment);
                    }
                }

                string context = $"killed {moment}";
                Rows left = judge.Read(home.Live(index, context), context);
                Assert.True(prefixes.Contains(left), $"{context}: {left.Count} rows are there, which are not those of the first so many files");
                home.Run(context, ["ingest", index, .. files]);
                Assert.True(prefixes[^1] == judge.Read(home.Live(index, context), context), $"{context}: rows differ after the same command again");
                Assert.True(home.FilesIn("scratch").Length == 0, $"{context}: scratch is left");
            }
        }

        output.WriteLine($"{kills.Count} kills of a living process: {string.Join("; ", kills)}");
        Assert.True(kills.Count >= RandomKills, $"only {kills.Count} kills met a living process");
        JsonElement collected = home.Run("gc", "gc", "--grace", "0s");
        Assert.Equal(0, collected.GetProperty("problems").GetArrayLength());
        Assert.Equal(prefixes[^1], judge.Read(home.Live("points-0", "after gc"), "after gc"));
    }

    // Goal: kill -9 of a collection at any instant removes nothing that is live, and the next one removes all the rest (F-24).
    // Method: a data home with hundreds of splits of a deleted index beside a live one is copied for each kill; afterwards DuckDB reads the live rows,
    // the command runs again, and files and records of the deleted index are gone.
    [Fact]
    public void F19_F24_A_collection_that_is_killed_at_any_moment_is_finished_by_the_next()
    {
        Random random = NewRandom();
        using var judge = new RowJudge();
        var original = new HomeProcess(Path.Join(_folder, "original"));
        string[] samples = [.. Samples.Files().Take(1)];
        Rows expected = judge.Read(samples, "samples");
        original.Run("create", "index", "create", "live", "--timestamp-column", "timestamp_secs");
        original.Run("ingest", ["ingest", "live", .. samples]);
        original.Run("create", "index", "create", "metrics-gone");
        string points = Path.Join(_folder, "points.ndjson");
        File.WriteAllLines(points, Enumerable.Range(0, Windows).Select(i => $$"""{"metric_name":"m","metric_type":0,"timestamp_secs":{{1_700_000_100 + (i * 900)}},"value":1}"""));
        original.Run("ingest", "ingest", "metrics-gone", points);
        original.Run("delete", "index", "delete", "metrics-gone", "--yes");

        string[] live = [.. original.Live("live", "original").Select(path => Path.GetRelativePath(original.Folder, path))];
        var kills = new List<string>();
        HomeProcess Copy()
        {
            var copy = new HomeProcess(Path.Join(_folder, "copy"));
            if (Directory.Exists(copy.Folder))
            {
                Directory.Delete(copy.Folder, recursive: true);
            }

            using var cp = Process.Start("cp", ["-r", original.Folder, copy.Folder]);
            cp.WaitForExit();
            return copy;
        }

        HomeProcess home = Copy();
        TimeSpan duration = Finish("undisturbed");
        foreach ((string moment, Action<TenonProcess> wait) in Moments(random, duration, CollectionSteps(() => home)))
        {
            for (int t = 0, before = kills.Count; t < Tries && kills.Count == before; t++)
            {
                home = Copy();
                using (TenonProcess process = TenonProcess.Start(home.With("gc", "--grace", "0s")))
                {
                    wait(process);
                    if (process.Kill())
                    {
                        kills.Add(moment);
                    }
                }

                string context = $"killed {moment}";
                Assert.True(expected == judge.Read(live.Select(path => Path.Join(home.Folder, path)), context), $"{context}: live rows differ");
                Finish(context);
            }
        }

        output.WriteLine($"{kills.Count} kills of a living process: {string.Join("; ", kills)}");
        Assert.True(kills.Count >= RandomKills, $"only {kills.Count} kills met a living process");

        // What a whole run takes is what it took; afterwards the deleted index is gone, files and records, and the live one is as it was.
        TimeSpan Finish(string context)
        {
            long began = Stopwatch.GetTimestamp();
            home.Run(context, "gc", "--grace", "0s");
            TimeSpan took = Stopwatch.GetElapsedTime(began);
            Assert.Equal(["live"], home.Run(context, "index", "list").GetProperty("indexes").EnumerateArray().Select(index => index.GetProperty("id").GetString()));
            string[] paths = [.. live.Select(path => Path.Join(home.Folder, path)).Order(StringComparer.Ordinal)];
            Assert.Equal(paths, home.FilesIn("store").Order(StringComparer.Ordinal));
            Assert.True(expected == judge.Read(paths, context), $"{context}: live rows differ");
            return took;
        }
    }

    private static IEnumerable<(string Step, Func<bool> IsReached)> IngestSteps(HomeProcess home)
    {
        int stored = -1;
        yield return ("scratch appears", () => home.FilesIn("scratch").Length > 0);
        yield return ("a split is written", () => home.FilesIn("scratch").Any(path => path.EndsWith(".parquet", StringComparison.Ordinal) && path.Contains("/splits/", StringComparison.Ordinal)));
        yield return ("a split has its final name", () =>
        {
            int now = home.FilesIn("store").Length;
            stored = stored < 0 ? now : stored;
            return now > stored;
        });
    }

    private static IEnumerable<(string Step, Func<bool> IsReached)> CollectionSteps(Func<HomeProcess> home)
    {
        yield return ("a file is gone", () => home().FilesIn("store").Length < Windows + 1);
        yield return ("half of the files are gone", () => home().FilesIn("store").Length < Windows / 2);
        yield return ("all files are gone", () => home().FilesIn("store").Length < 10);
    }

    /// <summary>Random moments, one in each of as many equal parts of a run, and those at which something can be seen from outside.</summary>
    private static IEnumerable<(string Moment, Action<TenonProcess> Wait)> Moments(Random random, TimeSpan duration, IEnumerable<(string Step, Func<bool> IsReached)> steps)
    {
        for (int i = 0; i < RandomKills; i++)
        {
            // A run can be faster than the one that was timed; each further try comes earlier.
            double share = (i + random.NextDouble()) / RandomKills;
            yield return ($"after {share * 100:0} % of a run", process =>
            {
                process.WaitFor(duration * share);
                share *= 0.8;
            });
        }

        foreach ((string step, Func<bool> isReached) in steps)
        {
            yield return ($"when {step}", process => process.WaitUntil(isReached, TimeSpan.FromMinutes(1)));
        }
    }

    private Random NewRandom()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        return new Random(seed);
    }
}
