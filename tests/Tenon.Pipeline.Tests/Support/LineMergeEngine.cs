using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Tenon.Merging;
using Tenon.Merging.Content;
using Tenon.Pipeline.Merging;
using Tenon.Storage;

namespace Tenon.Pipeline.Tests.Support;

/// <summary>Merges files of sorted lines that end in <c>END n</c>: as strict about its input as Parquet, and fast enough for thousands of runs.</summary>
internal sealed class LineMergeEngine(int linesPerOutput = 10, string settings = "lines") : IMergeEngine
{
    public string Settings => settings;

    /// <summary>Called with each name before its lines are read; tests change the world here.</summary>
    public Action<string>? BeforeReading { get; init; }

    /// <summary>Awaited before a merge writes.</summary>
    public Func<CancellationToken, Task>? Waits { get; init; }

    /// <summary>Takes lines away from what is written: a merge that loses rows and does not know.</summary>
    public Func<string, bool>? Loses { get; init; }

    public static void Write(string path, IEnumerable<string> lines)
    {
        string[] sorted = [.. lines.Order(StringComparer.Ordinal)];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, Text(sorted));
    }

    /// <exception cref="InputRefusedException">The file is not complete.</exception>
    public static string[] Read(string path) => Parse(path, File.ReadAllText(path));

    public ValueTask<IMergeJob> PlanAsync(ImmutableArray<MergeSource> inputs, string scratchFolder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(scratchFolder);
        File.WriteAllText(Path.Join(scratchFolder, "run-0"), "scratch");
        return ValueTask.FromResult<IMergeJob>(new Job(this, inputs, [.. inputs.Select(input => Read(input))]));
    }

    public ValueTask<(long RowCount, string Digest)> CountAsync(MergeSource file, string scratchFolder, CancellationToken cancellationToken)
    {
        string[] lines = Read(file);
        return ValueTask.FromResult(((long)lines.Length, Digest(lines)));
    }

    private static string Text(string[] lines) =>
        string.Concat(lines.Select(line => line + "\n")) + string.Create(CultureInfo.InvariantCulture, $"END {lines.Length}\n");

    private static string[] Read(MergeSource source)
    {
        using IObjectReader reader = source.Open();
        return Parse(source.Name, Read(reader));
    }

    private static string Read(IObjectReader reader)
    {
        byte[] bytes = new byte[reader.SizeBytes];
        reader.Read(0, bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    private static string[] Parse(string name, string text)
    {
        string[] lines = text.Split('\n');
        return lines.Length >= 2 && lines[^1].Length == 0 && lines[^2] == string.Create(CultureInfo.InvariantCulture, $"END {lines.Length - 2}")
            ? lines[..^2]
            : throw new InputRefusedException($"{name}: the end is missing", input: name);
    }

    public static string Digest(IEnumerable<string> lines) => lines
        .Aggregate(default(RowDigest), (sum, line) => sum + new RowDigest(1, 0, line.Aggregate(17UL, (hash, c) => unchecked((hash * 31) + c)))).ToString();

    private sealed class Job(LineMergeEngine owner, ImmutableArray<MergeSource> inputs, ImmutableArray<string[]> planned) : IMergeJob
    {
        private string _digest = "";
        private int _outputs;

        public ImmutableArray<long> InputRows => [.. planned.Select(lines => (long)lines.Length)];

        public string? SortKey => "line";

        public async ValueTask<MergeSummary> MergeAsync(Func<int, Stream> createOutput, IProgress<MergeStep>? progress, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await (owner.Waits?.Invoke(cancellationToken) ?? Task.CompletedTask);
            var all = new List<string>();
            foreach (MergeSource input in inputs)
            {
                owner.BeforeReading?.Invoke(input.Name);
                all.AddRange(Read(input));
            }

            _digest = Digest(all);
            string[] lines = [.. all.Order(StringComparer.Ordinal).Where(line => owner.Loses?.Invoke(line) != true)];
            string[][] outputs = [.. lines.Chunk(owner.LinesPerOutput)];
            _outputs = outputs.Length;
            for (int i = 0; i < outputs.Length; i++)
            {
                Stream stream = createOutput(i);
                byte[] bytes = Encoding.UTF8.GetBytes(Text(outputs[i]));
                stream.Write(bytes.AsSpan(0, bytes.Length / 2));
                stream.Write(bytes.AsSpan(bytes.Length / 2));
                progress?.Report(new MergeStep("merge", i, outputs.Length, bytes.Length));
            }

            return new MergeSummary([.. outputs.Select(output => (long)output.Length)], _digest, 0, [], []);
        }

        public ValueTask VerifyAsync(Func<int, IObjectReader> openOutput, IProgress<MergeStep>? progress, CancellationToken cancellationToken)
        {
            var all = new List<string>();
            for (int i = 0; i < _outputs; i++)
            {
                using IObjectReader reader = openOutput(i);
                all.AddRange(Parse($"output {i}", Read(reader)));
            }

            return Digest(all) == _digest ? ValueTask.CompletedTask : throw new ContentMismatchException($"digest {Digest(all)}, {_digest} is expected");
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private int LinesPerOutput => linesPerOutput;
}
