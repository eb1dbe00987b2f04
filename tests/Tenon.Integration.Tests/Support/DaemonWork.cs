using System.Globalization;

namespace Tenon.Integration.Tests.Support;

/// <summary>Files for a daemon to ingest into an index of metrics, each of other rows.</summary>
/// <param name="folder">Where they are made.</param>
internal sealed class DaemonWork(string folder)
{
    public const string Index = "metrics-demo";

    private readonly List<string> _files = [];

    public IReadOnlyList<string> Files => _files;

    /// <summary>Makes the data home and its index; splits are merged as soon as there are two, and the rest of a window soon after it has ended.</summary>
    public static void Prepare(HomeProcess home, params IEnumerable<(string Section, string Settings)> more)
    {
        Directory.CreateDirectory(home.Folder);
        string sections = string.Concat(more.Select(each => $", \"{each.Section}\": {{ {each.Settings} }}"));
        File.WriteAllText(Path.Join(home.Folder, "tenon.json"), $$"""
            {
              "ingest": { "inbox_interval": "50ms" },
              "merge": { "concurrency": 2, "reconcile_interval": "1s", "audit_interval": "1s", "discovery_interval": "100ms", "back_off": "100ms", "cold_delay": "1s" },
              "gc": { "interval": "1s", "retired_grace": "0s", "orphan_grace": "0s" }{{sections}}
            }
            """);
        home.Run("create", "index", "create", Index, "--merge-factor", "2", "--max-merge-factor", "3", "--max-merge-ops", "6");
    }

    /// <summary>Makes a file of rows in three windows.</summary>
    public string Make(int rows)
    {
        string path = Path.Join(folder, string.Create(CultureInfo.InvariantCulture, $"points-{_files.Count:D4}.ndjson"));
        int first = _files.Count * rows;
        File.WriteAllLines(path, Enumerable.Range(first, rows).Select(i => string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"metric_name":"cpu.{{i % 7}}","metric_type":0,"timestamp_secs":{{1_700_000_100 + (i % 3 * 900) + (i / 3 % 500)}},"value":{{i}}.5,"host":"host-{{i % 11}}"}""")));
        _files.Add(path);
        return path;
    }

    /// <summary>Puts a file into the inbox, whole at once.</summary>
    public static void Offer(HomeProcess home, string path)
    {
        string inbox = Path.Join(home.Folder, "inbox", Index);
        Directory.CreateDirectory(inbox);
        string hidden = Path.Join(inbox, "." + Path.GetFileName(path));
        File.Copy(path, hidden);
        File.Move(hidden, Path.Join(inbox, Path.GetFileName(path)));
    }

    /// <summary>The files that wait in the inbox.</summary>
    public static bool IsTaken(HomeProcess home) => home.FilesIn($"inbox/{Index}").Length == 0;
}
