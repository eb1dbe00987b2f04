using Tenon.Integration.Tests.Support;

namespace Tenon.Integration.Tests.Crash;

/// <summary>Splits whose merge takes the real program down.</summary>
public sealed class PoisonTests : IDisposable
{
    private const string Index = "points";
    private const int Deaths = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-poison-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Goal: a merge in which the process is killed each time is not begun for ever: beginnings are counted over lives, its inputs are set aside, everything else
    // is merged, no row is lost, and who releases them has them merged.
    // Method: kill the real program each time it has begun to write, as often as the settings allow; then give it other splits.
    [Fact]
    public void F40_F47_Splits_in_whose_merge_the_process_dies_again_and_again_are_set_aside()
    {
        using var judge = new RowJudge();
        var home = new HomeProcess(Path.Join(_folder, "home"));
        Directory.CreateDirectory(home.Folder);
        File.WriteAllText(Path.Join(home.Folder, "tenon.json"), $$"""{ "merge": { "max_deaths": {{Deaths}} } }""");
        string[] samples = [.. Samples.Files()];
        home.Run("create", "index", "create", Index, "--kind", "table", "--sort", "metric_name,host,-timestamp_secs", "--merge-factor", "4", "--max-merge-factor", "4", "--max-merge-ops", "1");
        home.Run("ingest", ["ingest", Index, .. samples[..4]]);
        string[] poison = home.Live(Index, "ingested");
        int kills = 0;
        while (Quarantined(home).Length == 0)
        {
            // A kill can come when the outputs are announced already; that is none of which the inputs are suspected.
            Assert.True(kills < 10 * Deaths, $"{kills} kills, and nothing is set aside");
            string[] left = home.FilesIn("scratch"); // By the one before.
            using TenonProcess process = TenonProcess.Start(home.With("merge", Index, "--once"));
            bool isMerging = process.WaitUntil(
                () => home.FilesIn("scratch").Except(left).Any(path => path.Contains("/merge_", StringComparison.Ordinal)), TimeSpan.FromMinutes(1));
            kills += isMerging && process.Kill() ? 1 : 0;
            process.Wait();
            Assert.Equal(poison, home.Live(Index, "killed"));
        }

        Assert.True(kills >= Deaths, $"set aside after {kills} kills only");
        home.Run("ingest", ["ingest", Index, .. samples[4..8]]);
        Finished merged = TenonProcess.Run(home.With("merge", Index, "--once"));
        Assert.True(merged.ExitCode == 0, merged.Errors);
        Assert.Equal(poison.Length, Quarantined(home).Length);
        string[] live = home.Live(Index, "merged");
        Assert.Equal(poison.Order(StringComparer.Ordinal), live.Intersect(poison).Order(StringComparer.Ordinal));
        Assert.Equal(poison.Length + 1, live.Length);
        Assert.Equal(judge.Read(samples[..8], "samples"), judge.Read(live, "merged"));

        home.Run("retry", ["quarantine", "retry", .. Quarantined(home)]);
        Assert.Equal(0, TenonProcess.Run(home.With("merge", Index, "--once")).ExitCode);
        live = home.Live(Index, "released");
        Assert.Equal(2, live.Length);
        Assert.Equal(judge.Read(samples[..8], "samples"), judge.Read(live, "released"));
    }

    private static string[] Quarantined(HomeProcess home) =>
        [.. home.Run("list", "quarantine", "list", Index).GetProperty("splits").EnumerateArray().Select(split => split.GetProperty("id").GetString()!)]; // Each has an id.
}
