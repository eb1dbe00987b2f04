using System.Text;
using System.Text.Json;
using Tenon.Splits;

namespace Tenon.Metastore.Sqlite;

/// <summary>The texts of states, kinds and lists in the tables. An unknown one is never taken for a known one (gap 17): whoever acted on it could delete data.</summary>
internal static class Texts
{
    public static SplitState ParseSplitState(string text) => text switch
    {
        "staged" => SplitState.Staged,
        "published" => SplitState.Published,
        "retired" => SplitState.Retired,
        _ => throw Unknown("split state", text, "staged, published or retired"),
    };

    public static OperationState ParseOperationState(string text) => text switch
    {
        "planned" => OperationState.Planned,
        "published" => OperationState.Published,
        "abandoned" => OperationState.Abandoned,
        "superseded" => OperationState.Superseded,
        _ => throw Unknown("operation state", text, "planned, published, abandoned or superseded"),
    };

    public static RetirementCause ParseCause(string text) => text switch
    {
        "merged" => RetirementCause.Merged,
        "unpublished" => RetirementCause.Unpublished,
        "expired" => RetirementCause.Expired,
        "dropped" => RetirementCause.Dropped,
        "index_deleted" => RetirementCause.IndexDeleted,
        _ => throw Unknown("cause of retirement", text, "merged, unpublished, expired, dropped or index_deleted"),
    };

    public static IndexState ParseIndexState(string text) => text switch
    {
        "live" => IndexState.Live,
        "deleting" => IndexState.Deleting,
        _ => throw Unknown("index state", text, "live or deleting"),
    };

    public static SplitKind ParseKind(string text) => SplitKindNames.Parse(text) ?? throw Unknown("kind", text, "metrics, sketches or table");

    /// <summary>Values as a JSON array, which <c>json_each</c> makes rows of: one statement for any number of them.</summary>
    public static string Array<T>(IEnumerable<T> values)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartArray();
            foreach (T value in values)
            {
                json.WriteStringValue(value?.ToString());
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    private static FormatException Unknown(string what, string text, string expected) => new($"{what} '{text}'; {expected} is expected");
}
