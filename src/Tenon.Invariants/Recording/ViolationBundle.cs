using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Tenon.Invariants.Recording;

/// <summary>What is known at the moment of a violation. Immutable.</summary>
/// <param name="Violation">The violation.</param>
/// <param name="State">The state in which it was found, as JSON or as text; null if there is none.</param>
/// <param name="Events">What happened before, the latest last, each as JSON or as text.</param>
public sealed record ViolationBundle(InvariantViolation Violation, string? State, ImmutableArray<string> Events)
{
    /// <summary>Events that are kept: the latest ones.</summary>
    public const int MaximumEvents = 10_000;

    /// <summary>Files beyond which a folder gets no more: the first ones say what went wrong.</summary>
    public const int MaximumFiles = 100;

    private const string FilePrefix = "violation-";

    /// <summary>
    /// Writes the bundle as one JSON file: completely or not at all, for it is written under another name, synced and renamed. A name that is taken is
    /// never taken again.
    /// </summary>
    /// <param name="folder">Where to; made if it is not there.</param>
    /// <param name="clock">Says when.</param>
    /// <returns>The path, or null if the folder has <see cref="MaximumFiles"/> already.</returns>
    /// <exception cref="IOException">It could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public string? Write(string folder, TimeProvider clock)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(clock);
        Directory.CreateDirectory(folder);
        if (Directory.EnumerateFiles(folder, $"{FilePrefix}*.json").Take(MaximumFiles).Count() == MaximumFiles)
        {
            return null;
        }

        DateTimeOffset time = clock.GetUtcNow();
        string stamp = time.ToString("yyyyMMdd'T'HHmmss.fffffff'Z'", CultureInfo.InvariantCulture);
        string name = string.Create(CultureInfo.InvariantCulture, $"{FilePrefix}{stamp}-{Environment.ProcessId}-{Violation.Ordinal}-{Violation.Id.Code()}");
        string temporary = Path.Combine(folder, name + ".tmp");
        string path = Path.Combine(folder, name + ".json");
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                ArrayBufferWriter<byte> json = new();
                WriteTo(json, time);
                stream.Write(json.WrittenSpan);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        return path;
    }

    private void WriteTo(ArrayBufferWriter<byte> json, DateTimeOffset time)
    {
        InvariantInfo info = InvariantRegistry.Of(Violation.Id);
        using Utf8JsonWriter writer = new(json, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteString("code", info.Code);
        writer.WriteString("invariant", info.Id.ToString());
        writer.WriteString("statement", info.Statement);
        writer.WriteString("message", Violation.Message);
        writer.WriteNumber("ordinal", Violation.Ordinal);
        writer.WriteString("time", time);
        writer.WritePropertyName("state");
        WriteValue(writer, State);
        writer.WriteStartArray("events");
        foreach (string each in Events.AsSpan()[Math.Max(0, Events.Length - MaximumEvents)..])
        {
            WriteValue(writer, each);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // JSON stays JSON, everything else is a text.
    private static void WriteValue(Utf8JsonWriter writer, string? value)
    {
        if (value is null)
        {
            writer.WriteNullValue();
            return;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(value);
            document.RootElement.WriteTo(writer);
        }
        catch (JsonException)
        {
            writer.WriteStringValue(value);
        }
    }
}
