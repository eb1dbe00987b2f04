using System.Globalization;
using Tenon.Merging.Content;
using Tenon.Merging.Tests.Model;
using Tenon.Parquet;
using Tenon.Splits;

namespace Tenon.Merging.Tests;

/// <summary>A merge of files in memory, and what it made.</summary>
internal sealed class MergeRun
{
    private readonly SortedDictionary<int, byte[]> _outputs = [];

    private MergeRun(MergePlan plan) => Plan = plan;

    public MergePlan Plan { get; }

    public MergeResult Result { get; private set; } = null!; // Set by the only way to make one.

    /// <summary>The outputs, in order.</summary>
    public IReadOnlyList<byte[]> Outputs => [.. Result.Outputs.Select(output => _outputs[output.Ordinal])];

    /// <summary>Merges.</summary>
    /// <param name="files">The inputs; they are called input 0, input 1, ...</param>
    /// <param name="key">A sort key as text, or null to go by the files' claims.</param>
    /// <param name="with">Changes the settings.</param>
    public static Task<MergeRun> Of(IReadOnlyList<byte[]> files, string? key = null, Func<MergeSettings, MergeSettings>? with = null) =>
        Of(files, key is null ? null : SortKey.Parse(key), with);

    /// <inheritdoc cref="Of(IReadOnlyList{byte[]}, string?, Func{MergeSettings, MergeSettings}?)"/>
    public static Task<MergeRun> Of(IReadOnlyList<byte[]> files, SortKey? key, Func<MergeSettings, MergeSettings>? with = null) => Of(Inputs(files), key, with);

    /// <summary>Merges any inputs.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="key">The sort key.</param>
    /// <param name="with">Changes the settings.</param>
    /// <param name="changePlan">Sees the plan before it is carried out.</param>
    public static async Task<MergeRun> Of(IReadOnlyList<MergeInput> inputs, SortKey? key, Func<MergeSettings, MergeSettings>? with = null, Action<MergePlan>? changePlan = null)
    {
        using var scratch = new ScratchFolder();
        MergeSettings settings = Settings(scratch.Path) with { Key = key };
        settings = with?.Invoke(settings) ?? settings;
        MergePlan plan = await Merger.PlanAsync(inputs, settings, CancellationToken.None);
        changePlan?.Invoke(plan);
        var run = new MergeRun(plan);
        run.Result = await Merger.MergeAsync(plan, run.Create, null, CancellationToken.None);
        Assert.Empty(scratch.Files);
        return run;
    }

    public static MergeSettings Settings(string scratch) => new() { ScratchDirectory = scratch, Threads = 1, MemoryBytes = 256L << 20 };

    public static IReadOnlyList<MergeInput> Inputs(IReadOnlyList<byte[]> files) =>
        [.. files.Select((bytes, i) => Input(string.Create(CultureInfo.InvariantCulture, $"input {i}"), bytes))];

    public static MergeInput Input(string name, byte[] bytes) => new(name, () => new MemoryRangeSource(bytes, name), bytes.Length);

    /// <summary>The digest of files.</summary>
    public static async Task<RowDigest> DigestOf(IReadOnlyList<byte[]> files)
    {
        using var scratch = new ScratchFolder();
        return await Merger.DigestAsync(Inputs(files), Settings(scratch.Path), null, CancellationToken.None);
    }

    /// <summary>Verifies the outputs, perhaps changed ones.</summary>
    public Task<RowDigest> Verify(Func<int, byte[]>? bytesOf = null) => Merger.VerifyAsync(
        Plan, Result, ordinal => new MemoryRangeSource(bytesOf?.Invoke(ordinal) ?? _outputs[ordinal], string.Create(CultureInfo.InvariantCulture, $"output {ordinal}")), null, CancellationToken.None);

    /// <summary>All rows of all outputs.</summary>
    public List<Cell[]> Rows() => [.. Outputs.SelectMany(output => Table.Read(output).Rows)];

    private OutputStream Create(int ordinal) => new(bytes => _outputs[ordinal] = bytes);

    /// <summary>Hands its bytes over when it is closed.</summary>
    private sealed class OutputStream(Action<byte[]> closed) : MemoryStream
    {
        private bool _isClosed;

        protected override void Dispose(bool disposing)
        {
            if (!_isClosed)
            {
                _isClosed = true;
                closed(ToArray());
            }

            base.Dispose(disposing);
        }
    }
}

/// <summary>A folder for intermediate files that is removed at the end.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "tenon-tests-" + System.IO.Path.GetRandomFileName());

    public string[] Files => Directory.Exists(Path) ? Directory.GetFiles(Path) : [];

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
