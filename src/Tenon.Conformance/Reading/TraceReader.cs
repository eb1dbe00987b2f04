using System.Text;
using Tenon.Pipeline.Events;

namespace Tenon.Conformance.Reading;

/// <summary>Reads what processes recorded with <c>--record</c>.</summary>
public static class TraceReader
{
    /// <summary>The pattern of the files in a folder of records.</summary>
    public const string Pattern = "*.ndjson";

    /// <summary>Reads all events of files.</summary>
    /// <param name="paths">Files, and folders whose files of that pattern are read in order of their names.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The events in the order in which they stand there.</returns>
    /// <exception cref="TraceFormatException">A line is no event. The last line of a file may be cut off: its process died while it wrote it.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static IEnumerable<RecordedEvent> Read(IEnumerable<string> paths, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        foreach (string path in paths)
        {
            string[] files = Directory.Exists(path) ? [.. Directory.EnumerateFiles(path, Pattern).Order(StringComparer.Ordinal)] : [path];
            foreach (string file in files)
            {
                foreach (RecordedEvent recorded in ReadFile(file, cancellationToken))
                {
                    yield return recorded;
                }
            }
        }
    }

    private static IEnumerable<RecordedEvent> ReadFile(string file, CancellationToken cancellationToken)
    {
        int number = 0;
        foreach (string line in File.ReadLines(file, Encoding.UTF8))
        {
            cancellationToken.ThrowIfCancellationRequested();
            number++;
            string place = FormattableString.Invariant($"{file}:{number}");
            StampedEvent? stamped = null;
            try
            {
                stamped = EventReader.Read(place, Encoding.UTF8.GetBytes(line));
            }
            catch (FormatException e) when (!IsCutOff(file, number))
            {
                throw new TraceFormatException(e.Message, e);
            }
            catch (FormatException)
            {
                yield break;
            }

            yield return new RecordedEvent(place, stamped);
        }
    }

    /// <summary>Whether a line is the last one of its file, and has no end.</summary>
    private static bool IsCutOff(string file, int line)
    {
        using FileStream stream = File.OpenRead(file);
        if (stream.Length == 0)
        {
            return false;
        }

        stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte() != '\n' && File.ReadLines(file, Encoding.UTF8).Count() == line;
    }
}
