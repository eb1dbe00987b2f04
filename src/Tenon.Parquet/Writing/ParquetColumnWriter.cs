using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Writing;

/// <summary>Takes the values of one column, row group after row group, and cuts them into pages. Not thread-safe; different
/// columns may be written by different threads.</summary>
/// <remarks>
/// Each call adds whole rows. Values go in as spans of their own type, never one by one as objects:
/// <list type="bullet">
/// <item>flat columns by <see cref="Write{T}(ReadOnlySpan{T})"/> and its overloads, where null is a null of the leaf itself;</item>
/// <item>nested columns by <see cref="WriteLevels{T}"/> and <see cref="WriteLevels(ReadOnlySpan{byte}, ReadOnlySpan{byte}, ReadOnlySpan{byte[]})"/>, with levels as the format defines them.</item>
/// </list>
/// </remarks>
public sealed partial class ParquetColumnWriter : IDisposable
{
    private readonly ParquetWriterOptions _options;
    private readonly ColumnWriterOptions _columnOptions;
    private readonly BufferPool _pool;
    private readonly bool _isDictionaryAllowed;
    private readonly GrowingBuffer _repetition;
    private readonly GrowingBuffer _definition;
    private readonly GrowingBuffer _values;
    private ColumnChunkWriter? _chunk;
    private DictionaryBuilder? _dictionary;
    private int _pageRows;
    private int _pageValues;
    private int _indexPages;

    internal ParquetColumnWriter(ColumnDescriptor column, ParquetWriterOptions options, BufferPool pool)
    {
        (Column, _options, _pool) = (column, options, pool);
        _columnOptions = options.Columns(column);
        _isDictionaryAllowed = options.DictionaryBytes > 0 && column.Type != PhysicalType.Boolean && _columnOptions.ValueEncoding == ParquetEncoding.Plain;
        _repetition = new GrowingBuffer(pool);
        _definition = new GrowingBuffer(pool);
        _values = new GrowingBuffer(pool);
    }

    /// <summary>The column.</summary>
    public ColumnDescriptor Column { get; }

    /// <summary>Rows added to the present row group.</summary>
    public long RowCount { get; private set; }

    /// <summary>Adds rows that all have a value.</summary>
    /// <typeparam name="T">A type of the column's width: <see cref="bool"/>, <see cref="int"/>, <see cref="long"/>, <see cref="Half"/> and so on; any struct of the right size for fixed bytes.</typeparam>
    /// <param name="values">One value for each row.</param>
    /// <exception cref="ArgumentException">The type has not the column's width, or the column is repeated.</exception>
    public void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        CheckFlat<T>();
        for (ReadOnlySpan<T> rest = values; !rest.IsEmpty;)
        {
            int taken = Math.Min(rest.Length, RoomInRows());
            _values.Append(MemoryMarshal.AsBytes(rest[..taken]));
            AddPresent(taken);
            rest = rest[taken..];
        }
    }

    /// <summary>Adds rows of which some are null.</summary>
    /// <typeparam name="T">A type of the column's width.</typeparam>
    /// <param name="values">One value or null for each row.</param>
    /// <exception cref="ArgumentException">The type has not the column's width, the column is repeated, or a value is null where the leaf is required.</exception>
    public void Write<T>(ReadOnlySpan<T?> values)
        where T : unmanaged
    {
        CheckFlat<T>();
        foreach (ref readonly T? value in values)
        {
            if (value is { } present)
            {
                _values.Append(present);
            }

            AddRow(value.HasValue);
        }
    }

    /// <summary>Adds rows of which some are null.</summary>
    /// <typeparam name="T">A type of the column's width.</typeparam>
    /// <param name="values">One value for each row; ignored where there is none.</param>
    /// <param name="isPresent">For each row whether it has a value.</param>
    /// <exception cref="ArgumentException">The type has not the column's width, the column is repeated, the lengths differ, or a value is null where the leaf is required.</exception>
    public void Write<T>(ReadOnlySpan<T> values, ReadOnlySpan<bool> isPresent)
        where T : unmanaged
    {
        CheckFlat<T>();
        if (values.Length != isPresent.Length)
        {
            throw new ArgumentException($"column {Column.DottedPath}: {values.Length} values and {isPresent.Length} flags", nameof(isPresent));
        }

        for (int i = 0; i < values.Length; i++)
        {
            if (isPresent[i])
            {
                _values.Append(values[i]);
            }

            AddRow(isPresent[i]);
        }
    }

    /// <summary>Adds rows of text, written as UTF-8.</summary>
    /// <param name="values">One text or null for each row.</param>
    /// <exception cref="ArgumentException">The column does not hold byte arrays, is repeated, or a value is null where the leaf is required.</exception>
    public void Write(ReadOnlySpan<string?> values)
    {
        CheckFlatByteArrays();
        foreach (string? value in values)
        {
            if (value is not null)
            {
                int bytes = Encoding.UTF8.GetByteCount(value);
                _values.Append(bytes);
                Encoding.UTF8.GetBytes(value, _values.Extend(bytes));
            }

            AddRow(value is not null);
        }
    }

    /// <summary>Adds rows of byte arrays.</summary>
    /// <param name="values">One array or null for each row.</param>
    /// <exception cref="ArgumentException">The column does not hold byte arrays, is repeated, or a value is null where the leaf is required.</exception>
    public void Write(ReadOnlySpan<byte[]?> values)
    {
        CheckFlatByteArrays();
        foreach (byte[]? value in values)
        {
            if (value is not null)
            {
                AppendByteArray(value);
            }

            AddRow(value is not null);
        }
    }

    /// <summary>Adds rows of byte arrays that lie behind one another.</summary>
    /// <param name="bytes">The bytes of all values.</param>
    /// <param name="ends">For each row, where its value ends in <paramref name="bytes"/>; it begins where the one before ends.</param>
    /// <exception cref="ArgumentException">The column does not hold byte arrays or is repeated.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The ends fall, or leave the bytes.</exception>
    public void Write(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> ends)
    {
        CheckFlatByteArrays();
        int start = 0;
        foreach (int end in ends)
        {
            AppendByteArray(bytes[start..end]);
            AddRow(true);
            start = end;
        }
    }

    /// <summary>Adds rows of a column of any nesting, with values of a fixed width.</summary>
    /// <typeparam name="T">A type of the column's width.</typeparam>
    /// <param name="repetition">Repetition levels; empty if the column's maximum is 0.</param>
    /// <param name="definition">Definition levels; empty if the column's maximum is 0.</param>
    /// <param name="values">The values present.</param>
    /// <exception cref="ArgumentException">The type has not the column's width, or levels and values do not fit together.</exception>
    public void WriteLevels<T>(ReadOnlySpan<byte> repetition, ReadOnlySpan<byte> definition, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        CheckWidth<T>();
        int next = 0;
        for (int i = 0; i < LevelCount(repetition, definition, values.Length); i++)
        {
            if (BeginEntry(repetition, definition, i))
            {
                _values.Append(values[next++]);
            }
        }

        CheckAllTaken(next, values.Length);
    }

    /// <summary>Adds rows of a column of any nesting, with byte arrays.</summary>
    /// <param name="repetition">Repetition levels; empty if the column's maximum is 0.</param>
    /// <param name="definition">Definition levels; empty if the column's maximum is 0.</param>
    /// <param name="values">The values present.</param>
    /// <exception cref="ArgumentException">The column does not hold byte arrays, or levels and values do not fit together.</exception>
    public void WriteLevels(ReadOnlySpan<byte> repetition, ReadOnlySpan<byte> definition, ReadOnlySpan<byte[]> values)
    {
        CheckByteArrays();
        int next = 0;
        for (int i = 0; i < LevelCount(repetition, definition, values.Length); i++)
        {
            if (BeginEntry(repetition, definition, i))
            {
                AppendByteArray(values[next++]);
            }
        }

        CheckAllTaken(next, values.Length);
    }

    /// <summary>Gives the memory back. Called by the file's writer.</summary>
    void IDisposable.Dispose()
    {
        _repetition.Dispose();
        _definition.Dispose();
        _values.Dispose();
        _chunk?.Dispose();
        EndDictionary();
    }

    private int LevelCount(ReadOnlySpan<byte> repetition, ReadOnlySpan<byte> definition, int valueCount)
    {
        int levels = Column.MaxDefinitionLevel > 0 ? definition.Length : valueCount;
        if (repetition.Length != (Column.MaxRepetitionLevel > 0 ? levels : 0) || (Column.MaxDefinitionLevel == 0 && !definition.IsEmpty))
        {
            throw new ArgumentException($"column {Column.DottedPath}: {repetition.Length} repetition and {definition.Length} definition levels for {valueCount} values; its maxima are {Column.MaxRepetitionLevel} and {Column.MaxDefinitionLevel}");
        }

        if (Column.MaxDefinitionLevel > 0 && definition.Count((byte)Column.MaxDefinitionLevel) != valueCount)
        {
            throw new ArgumentException($"column {Column.DottedPath}: {definition.Count((byte)Column.MaxDefinitionLevel)} definition levels of {Column.MaxDefinitionLevel} for {valueCount} values");
        }

        return levels;
    }

    private void CheckAllTaken(int taken, int given)
    {
        if (taken != given)
        {
            throw new ArgumentException($"column {Column.DottedPath}: {given} values; the levels have {taken}");
        }
    }

    private void CheckFlat<T>()
        where T : unmanaged
    {
        CheckWidth<T>();
        CheckNotRepeated();
    }

    private void CheckWidth<T>()
        where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() != Column.ValueWidth)
        {
            throw new ArgumentException($"column {Column.DottedPath} is {Column.Type} of {Column.ValueWidth} bytes; {typeof(T).Name} has {Unsafe.SizeOf<T>()}");
        }
    }

    private void CheckFlatByteArrays()
    {
        CheckByteArrays();
        CheckNotRepeated();
    }

    private void CheckByteArrays()
    {
        if (Column.Type != PhysicalType.ByteArray)
        {
            throw new ArgumentException($"column {Column.DottedPath} is {Column.Type}; byte arrays are not its values");
        }
    }

    private void CheckNotRepeated()
    {
        if (Column.MaxRepetitionLevel > 0)
        {
            throw new ArgumentException($"column {Column.DottedPath} is repeated; its rows need levels");
        }
    }
}
