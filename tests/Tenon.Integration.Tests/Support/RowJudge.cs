using System.Diagnostics;
using System.Text.Json;
using Tenon.Integration.Tests.Interop;

namespace Tenon.Integration.Tests.Support;

/// <summary>Rows of a set of files, as DuckDB reads them.</summary>
/// <param name="Count">Rows.</param>
/// <param name="Digest">Sums over all rows that do not depend on their order.</param>
internal sealed record Rows(long Count, string Digest);

/// <summary>Judges files by an implementation that is not ours. Not thread-safe.</summary>
internal sealed class RowJudge : IDisposable
{
    private readonly Process _process = Node.Start("rows.mjs");

    /// <summary>Reads all rows of files; a file that cannot be read fails the test.</summary>
    public Rows Read(IEnumerable<string> files, string context)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(files));
        _process.StandardInput.Flush();
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("rows.mjs ended");
        JsonElement answer = JsonDocument.Parse(line).RootElement;
        if (answer.TryGetProperty("error", out JsonElement error))
        {
            Assert.Fail($"{context}: DuckDB cannot read: {error.GetString()}");
        }

        return new Rows(answer.GetProperty("rows").GetInt64(), answer.GetProperty("digest").GetString()!); // rows.mjs writes it.
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
