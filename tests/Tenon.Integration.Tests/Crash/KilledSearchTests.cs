using System.Text.Json;
using Tenon.Integration.Tests.Support;

namespace Tenon.Integration.Tests.Crash;

public sealed class KilledSearchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-search-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Goal: a search whose process is killed, again and again, ends with the counts of one that was not.
    // Method: the real program makes a checkpoint after each round and is killed as soon as it has made some more of them; memory is so
    // small that most states are forgotten and found again on disk.
    [Fact]
    public void A_search_that_is_killed_and_continued_counts_what_one_in_memory_counts()
    {
        string[] model = ["check", "two-phase-commit-packed", "--param", "managers=7", "--workers", "2", "--json"];
        string folder = Path.Join(_folder, "search");
        string checkpoint = Path.Join(folder, "checkpoint.json");
        Finished whole = TenonProcess.Run(model);
        string[] disk = ["--checkpoint-every", "0s", "--memory", "200KiB"];
        int kills = 0;
        bool isDone = false;
        Finished? last = null;
        for (string start = "--checkpoint"; !isDone; start = "--resume")
        {
            using TenonProcess process = TenonProcess.Start([.. model, start, folder, .. disk]);
            DateTime seen = File.GetLastWriteTimeUtc(checkpoint);
            int changes = 0;
            bool HasChanged()
            {
                DateTime now = File.GetLastWriteTimeUtc(checkpoint);
                changes += now == seen ? 0 : 1;
                seen = now;
                return changes >= 4;
            }

            if (kills < 8 && process.WaitUntil(HasChanged, TimeSpan.FromMinutes(1)) && process.Kill())
            {
                kills++;
            }
            else
            {
                last = process.Wait();
                isDone = true;
            }
        }

        Assert.True(kills >= 4, $"only {kills} kills before the search was done");
        Assert.True(last!.ExitCode == 0, last.Errors); // Set when done.
        Assert.Equal(CountsOf(whole), CountsOf(last));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    private static string CountsOf(Finished run)
    {
        using var result = JsonDocument.Parse(run.Output);
        JsonElement root = result.RootElement;
        string[] names = ["states", "transitions", "depth", "completeDepth", "properties", "actions"];
        return string.Join('\n', names.Select(name => root.GetProperty(name).GetRawText()));
    }
}
