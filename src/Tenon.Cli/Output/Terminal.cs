using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Tenon.Cli.Output;

/// <summary>Where a command writes: results to the one stream, messages and progress to the other.</summary>
/// <param name="Results">Standard output.</param>
/// <param name="Messages">Standard error.</param>
/// <param name="IsInteractive">Whether messages go to a terminal.</param>
internal sealed record Terminal(TextWriter Results, TextWriter Messages, bool IsInteractive)
{
    /// <summary>Prints one JSON object.</summary>
    public void WriteJson<T>(T result, JsonTypeInfo<T> type) => Results.WriteLine(JsonSerializer.Serialize(result, type));
}
