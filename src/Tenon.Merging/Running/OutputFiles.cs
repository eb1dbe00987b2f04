using System.Collections.Immutable;
using Tenon.Merging.Content;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Writing;

namespace Tenon.Merging.Running;

/// <summary>The files that a pass writes, one after another; decides where one ends. Not thread-safe.</summary>
internal sealed class OutputFiles : IDisposable
{
    /// <summary>Row groups at which an output ends, whatever its size: half of what a file may have, as the end waits for a change of the sort key.</summary>
    private const int EnoughRowGroups = ParquetFileWriter.MaximumRowGroups / 2;

    /// <summary>The target size of files that are never cut.</summary>
    public const long Unlimited = long.MaxValue;

    private readonly ParquetSchema _schema;
    private readonly ParquetFileWriterOptions _options;
    private readonly IReadOnlyList<KeyValue> _keyValues;
    private readonly Func<int, Stream> _create;
    private readonly long _targetBytes;
    private readonly ImmutableArray<MergeOutput>.Builder _finished = ImmutableArray.CreateBuilder<MergeOutput>();
    private readonly ImmutableArray<CopiedRowGroup>.Builder _copied = ImmutableArray.CreateBuilder<CopiedRowGroup>();
    private Stream? _stream;
    private ParquetFileWriter? _writer;
    private RowDigest _digest;
    private double _bytesPerRow;
    private long _rows;
    private long _allRows;
    private long _allBytes;

    /// <param name="schema">The columns.</param>
    /// <param name="options">What the files say of themselves.</param>
    /// <param name="keyValues">Key/value entries.</param>
    /// <param name="create">Makes the stream of the output of a number; it is disposed when the output is complete, or abandoned.</param>
    /// <param name="targetBytes">Where an output ends.</param>
    /// <param name="expectedBytesPerRow">A first guess, until a row group was written.</param>
    public OutputFiles(
        ParquetSchema schema, ParquetFileWriterOptions options, IReadOnlyList<KeyValue> keyValues, Func<int, Stream> create, long targetBytes, double expectedBytesPerRow)
    {
        (_schema, _options, _keyValues, _create, _targetBytes, _bytesPerRow) = (schema, options, keyValues, create, targetBytes, expectedBytesPerRow);
    }

    /// <summary>Bytes of all outputs so far.</summary>
    public long BytesWritten => _allBytes + (_writer?.BytesWritten ?? 0);

    /// <summary>Rows of all outputs so far.</summary>
    public long RowsWritten => _allRows + _rows;

    /// <summary>Whether the current output will have reached its size after some more rows.</summary>
    /// <param name="moreRows">Rows that are certain to follow.</param>
    public bool WillBeFull(long moreRows) => _targetBytes != Unlimited
        && ((_writer?.BytesWritten ?? 0) + (moreRows * _bytesPerRow) >= _targetBytes || (_writer?.RowGroupCount ?? 0) >= EnoughRowGroups);

    /// <summary>Whether that many rows alone would fill an output.</summary>
    public bool WouldFill(long rows) => rows * _bytesPerRow >= _targetBytes;

    /// <summary>Writes a row group.</summary>
    /// <param name="chunks">Its columns; disposed.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="digest">The digest of its rows as read; default if they were copied.</param>
    /// <param name="copiedHashes">Hashes of its columns' pages if they were copied.</param>
    public void WriteRowGroup(IReadOnlyList<EncodedColumnChunk> chunks, int rows, RowDigest digest, ImmutableArray<ulong> copiedHashes)
    {
        if (_writer is null)
        {
            _stream = _create(_finished.Count);
            _writer = new ParquetFileWriter(_stream, _schema, _options);
        }

        int group = _writer.RowGroupCount;
        _writer.WriteRowGroup(chunks, rows);
        _rows += rows;
        _digest += digest;
        _bytesPerRow = (double)BytesWritten / RowsWritten;
        if (!copiedHashes.IsDefault)
        {
            _copied.Add(new CopiedRowGroup(group, rows, copiedHashes));
        }
    }

    /// <summary>Completes the current output, if there is one.</summary>
    public void EndFile()
    {
        if (_writer is null || _stream is null)
        {
            return;
        }

        _writer.Finish(_keyValues);
        long bytes = _writer.BytesWritten;
        _writer.Dispose();
        _stream.Dispose();
        (_writer, _stream) = (null, null);
        _finished.Add(new MergeOutput(_finished.Count, _rows, bytes, _digest, _copied.ToImmutable()));
        (_allRows, _allBytes) = (_allRows + _rows, _allBytes + bytes);
        (_rows, _digest) = (0, default);
        _copied.Clear();
    }

    /// <summary>Completes the last output.</summary>
    /// <returns>All outputs.</returns>
    public ImmutableArray<MergeOutput> Finish()
    {
        EndFile();
        return _finished.ToImmutable();
    }

    /// <summary>Abandons an output that is not complete.</summary>
    public void Dispose()
    {
        _writer?.Dispose();
        _stream?.Dispose();
        (_writer, _stream) = (null, null);
    }
}
