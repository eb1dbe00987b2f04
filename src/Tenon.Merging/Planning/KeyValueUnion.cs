using System.Globalization;
using Tenon.Parquet.Metadata;

namespace Tenon.Merging.Planning;

/// <summary>Which key/value entries of the inputs the outputs keep: those that all inputs have with one value.</summary>
internal sealed class KeyValueUnion
{
    private const string ArrowSchema = "ARROW:schema";
    private const string OwnPrefix = "tenon.";

    /// <summary>What metrics and sketches say of the rows of one file, which is not true of any other.</summary>
    private static readonly HashSet<string> OfOneFile = new(StringComparer.Ordinal)
    {
        "qh.num_merge_ops", "qh.row_keys", "qh.row_keys_json", "qh.zonemap_regexes", "qh.rg_partition_prefix_len",
    };

    private readonly List<string> _order = [];
    private readonly Dictionary<string, (string? Value, int Files, bool Differs)> _entries = new(StringComparer.Ordinal);
    private int _files;

    /// <summary>Takes a file's entries into account. Of a key that repeats, the first counts.</summary>
    public void Add(FileMetadata file)
    {
        _files++;
        foreach (KeyValue entry in file.KeyValues.DistinctBy(entry => entry.Key))
        {
            if (!_entries.TryGetValue(entry.Key, out (string? Value, int Files, bool Differs) known))
            {
                _order.Add(entry.Key);
                known.Value = entry.Value;
            }

            _entries[entry.Key] = (known.Value, known.Files + 1, known.Differs || known.Value != entry.Value);
        }
    }

    /// <summary>The entries kept, in order of first appearance.</summary>
    /// <param name="schemaIsUnchanged">Whether every file has exactly the schema of the output, so that an Arrow schema still describes it.</param>
    /// <param name="orderIsUnchanged">Whether every file claims the order of the output.</param>
    /// <param name="notes">Told what was dropped and why.</param>
    public List<KeyValue> Kept(bool schemaIsUnchanged, bool orderIsUnchanged, List<string> notes)
    {
        var kept = new List<KeyValue>();
        foreach (string key in _order.Where(key => !key.StartsWith(OwnPrefix, StringComparison.Ordinal)))
        {
            (string? value, int files, bool differs) = _entries[key];
            if (OfOneFile.Contains(key))
            {
                notes.Add($"key/value entry '{key}' dropped: it describes the rows of one file");
            }
            else if (key == KeyDiscovery.MetricSortFieldsEntry && !orderIsUnchanged)
            {
                notes.Add($"key/value entry '{key}' dropped: the output is not sorted by it, or not all inputs say that they are");
            }
            else if (differs)
            {
                notes.Add($"key/value entry '{key}' dropped: its value differs between inputs");
            }
            else if (files < _files)
            {
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"key/value entry '{key}' dropped: only {files} of {_files} inputs have it"));
            }
            else if (key == ArrowSchema && !schemaIsUnchanged)
            {
                notes.Add($"key/value entry '{key}' dropped: it does not describe the union of the schemas");
            }
            else
            {
                kept.Add(new KeyValue(key, value));
            }
        }

        return kept;
    }
}
