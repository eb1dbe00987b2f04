using System.Runtime.InteropServices;
using Tenon.Invariants;
using Tenon.Merging.Facts;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Writing;
using Tenon.Splits;
using Tenon.Splits.Indexes;
using Tenon.Splits.Metadata;

namespace Tenon.Merging.Tests.Facts;

/// <summary>What is found in the rows of a finished file, written into it, and held against it. Whole ingests and merges are judged in Tenon.Ingest.Tests.</summary>
public sealed class SplitFileFactsTests : IDisposable
{
    private static readonly IndexConfig Config = new() { IndexId = "t", Kind = SplitKind.Table, SortFields = "name", TimestampColumn = "at", WindowDurationSeconds = 900 };
    private static readonly ParquetSchema Schema = SchemaBuilder.Build(SchemaField.Optional("name", LeafType.String), SchemaField.Optional("at", LeafType.Int64));

    private readonly string _path = Path.GetTempFileName();
    private readonly BufferPool _pool = new();

    public void Dispose()
    {
        _pool.Dispose();
        File.Delete(_path);
    }

    // A dictionary that was copied with its pages may hold more than the pages use.
    [Fact]
    public void Values_of_a_copied_dictionary_that_no_row_has_are_not_recorded()
    {
        Write(["a", "b", "unused"], [0, 1, 1, 0], [900, 901, 902, 903], []);
        Assert.Equal("^[ab]$", Read().ZonemapRegexes["name"]);
    }

    [Theory]
    [InlineData(new long[] { 900, 1799 }, true)]
    [InlineData(new long[] { 899, 1799 }, false)]
    [InlineData(new long[] { 900, 1800 }, false)]
    [InlineData(new long[] { -1, 5 }, false)]
    public void TW1_Rows_outside_of_the_window_are_refused(long[] times, bool isInside)
    {
        Write(["a"], [.. times.Select(_ => 0)], times, []);
        SplitMetadata split = RecordOf(Read());
        SplitFileFacts.Stamp(_path, split);
        if (isInside)
        {
            Check(split);
        }
        else
        {
            Assert.Contains("TW-1", Assert.Throws<InvariantViolationException>(() => Check(split)).Message, StringComparison.Ordinal);
        }
    }

    // Goal: entries are written anew, those of others stay, and nothing else in the file changes.
    [Fact]
    public void Entries_of_the_record_replace_those_that_were_there()
    {
        Write(["a", "b"], [0, 1], [900, 901], [new KeyValue("tenon.sort_fields", "other"), new KeyValue("qh.num_merge_ops", "7"), new KeyValue("writer.note", "kept")]);
        byte[] before = File.ReadAllBytes(_path);
        SplitMetadata split = RecordOf(Read()) with { Level = 3 };
        long size = SplitFileFacts.Stamp(_path, split);
        Assert.Equal(new FileInfo(_path).Length, size);
        using ParquetFile file = ParquetFile.Open(_path, _pool);
        Assert.Equal(["writer.note", .. SplitFileEntries.Of(split).ToEntries(SplitKind.Table).Select(entry => entry.Key)], file.Metadata.KeyValues.Select(entry => entry.Key));
        Assert.Equal(before.AsSpan(0, (int)file.FooterOffset), File.ReadAllBytes(_path).AsSpan(0, (int)file.FooterOffset));
        SplitFileFacts.Check(file, split);
        Assert.Equal(size, SplitFileFacts.Stamp(_path, split)); // Once more changes nothing.
    }

    [Fact]
    public void A_file_and_a_record_that_disagree_are_found_out()
    {
        Write(["a", "b"], [0, 1], [900, 901], []);
        SplitMetadata split = RecordOf(Read());
        SplitFileFacts.Stamp(_path, split);
        Check(split);
        Assert.All(
            new[] { split with { Level = 1 }, split with { RowCount = 3 }, split with { SortFields = "-name" }, split with { RowKeys = [] }, split with { Window = TimeWindow.Of(900, 1800) } },
            other => Assert.Contains("(SS-5)", Assert.Throws<ContentMismatchException>(() => Check(other)).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_of_nulls_has_no_times_and_matches_only_nothing()
    {
        Write(["a"], [-1, -1], [], []);
        SplitFacts facts = Read();
        Assert.True(facts.TimeRange.IsEmpty);
        Assert.Equal(("^$", 2L), (facts.ZonemapRegexes["name"], facts.RowCount));
    }

    private SplitFacts Read()
    {
        using ParquetFile file = ParquetFile.Open(_path, _pool);
        return SplitFileFacts.Read(file, 0, Config, _pool);
    }

    private void Check(SplitMetadata split)
    {
        using ParquetFile file = ParquetFile.Open(_path, _pool);
        SplitFileFacts.Check(file, split);
    }

    private static SplitMetadata RecordOf(SplitFacts facts) => SplitAggregation.Of(
        new SplitMetadata
        {
            Id = SplitId.Parse("table_01hav29d4xy3d462fs3d8k5q2h"),
            Index = IndexUid.Parse("t:01hav29d4xy3d462fs3d8k5q2h"),
            RowCount = 0,
            SizeBytes = 0,
            CreatedAt = DateTimeOffset.UnixEpoch,
            Window = TimeWindow.Of(900, 900),
            SortFields = Config.SortFields,
        },
        facts);

    /// <summary>Writes a file whose names are indices of a dictionary, null where they are below zero; without times they are null.</summary>
    private void Write(string[] dictionary, int[] names, long[] times, IReadOnlyList<KeyValue> entries)
    {
        using FileStream stream = File.Create(_path);
        using var file = new ParquetFileWriter(stream, Schema, new ParquetFileWriterOptions { SortingColumns = [new SortingColumn(0, false, false)] });
        using var text = new ColumnChunkWriter(Schema.Columns[0], new ColumnWriterOptions(), _pool);
        text.AddIndexPage(names.Length, default, [.. names.Select(name => (byte)(name < 0 ? 0 : 1))], [.. names.Where(name => name >= 0)]);
        using var time = new ColumnChunkWriter(Schema.Columns[1], new ColumnWriterOptions(), _pool);
        time.AddFixedPage(names.Length, default, [.. names.Select(_ => (byte)(times.Length == 0 ? 0 : 1))], MemoryMarshal.AsBytes(times.AsSpan()));
        var references = dictionary.Select(value =>
        {
            byte[] bytes = GC.AllocateArray<byte>(value.Length, pinned: true);
            System.Text.Encoding.ASCII.GetBytes(value, bytes);
            return (Bytes: bytes, Reference: new ByteArrayRef(Marshal.UnsafeAddrOfPinnedArrayElement(bytes, 0), bytes.Length));
        }).ToArray();
        EncodedColumnChunk[] chunks = [text.Finish(DictionaryValues.OfByteArrays(references.Select(each => each.Reference).ToArray())), time.Finish(null)];
        file.WriteRowGroup(chunks, names.Length);
        file.Finish(entries);
        GC.KeepAlive(references);
    }
}
