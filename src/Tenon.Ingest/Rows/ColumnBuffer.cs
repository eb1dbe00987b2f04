using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Writing;

namespace Tenon.Ingest.Rows;

/// <summary>Rows of a leaf column: levels and values as the format has them, and where each row begins. Not thread-safe.</summary>
internal sealed class ColumnBuffer(ColumnDescriptor column)
{
    private readonly int _maxRepetition = column.MaxRepetitionLevel;
    private readonly byte _maxDefinition = (byte)column.MaxDefinitionLevel;
    private readonly int _width = column.ValueWidth;
    private byte[] _repetition = [];
    private byte[] _definition = [];
    private byte[] _bytes = [];
    private int[] _ends = [];
    private int[] _rowLevels = [0];
    private int[] _rowValues = [0];
    private int _levels;
    private int _values;
    private int _byteCount;

    public ColumnDescriptor Column => column;

    public int RowCount { get; private set; }

    /// <summary>Values present.</summary>
    public int ValueCount => _values;

    /// <summary>What the rows take, roughly.</summary>
    public long MemoryBytes => _byteCount + (4L * _values) + (_levels * (_maxRepetition > 0 ? 6L : 1L)) + (4L * RowCount);

    public void Clear()
    {
        (RowCount, _levels, _values, _byteCount) = (0, 0, 0, 0);
    }

    /// <summary>Whether a row of a flat column has a value.</summary>
    public bool IsPresent(int row) => _maxDefinition == 0 || _rowValues[row + 1] > _rowValues[row];

    /// <summary>The bytes of a row of a flat column that has a value.</summary>
    public ReadOnlySpan<byte> BytesAt(int row) => ValueBytes(FirstValue(row));

    public int Int32At(int row) => BinaryPrimitives.ReadInt32LittleEndian(BytesAt(row));

    public long Int64At(int row) => BinaryPrimitives.ReadInt64LittleEndian(BytesAt(row));

    public double DoubleAt(int row) => BinaryPrimitives.ReadDoubleLittleEndian(BytesAt(row));

    /// <summary>The bytes of one of the values present.</summary>
    public ReadOnlySpan<byte> ValueBytes(int value) => _width > 0
        ? _bytes.AsSpan(value * _width, _width)
        : _bytes.AsSpan(ByteOf(value), _ends[value] - ByteOf(value));

    /// <summary>The bytes of some of the values present, of a fixed width.</summary>
    public ReadOnlySpan<byte> FixedValues(int value, int count) => _bytes.AsSpan(value * _width, count * _width);

    /// <summary>The first of a row's values; the row after it begins where they end.</summary>
    public int FirstValue(int row) => _maxDefinition == 0 ? row : _rowValues[row];

    /// <summary>The definition levels of a row; none if the maximum is 0.</summary>
    public ReadOnlySpan<byte> DefinitionOf(int row) => _maxDefinition == 0 ? [] : _definition.AsSpan(FirstLevel(row), FirstLevel(row + 1) - FirstLevel(row));

    public void AppendNull(int count = 1)
    {
        if (_maxDefinition == 0)
        {
            throw new InvalidOperationException($"column {column.DottedPath} is required");
        }

        for (int i = 0; i < count; i++)
        {
            BeginRow();
            AddLevel(0, 0);
            EndRow();
        }
    }

    public void Append<T>(T value)
        where T : unmanaged
    {
        BeginRow();
        AddLevel(0, _maxDefinition);
        AddValue(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));
        EndRow();
    }

    public void Append(ReadOnlySpan<byte> value)
    {
        BeginRow();
        AddLevel(0, _maxDefinition);
        AddValue(value);
        EndRow();
    }

    /// <summary>Adds a row of a list whose items, like itself, are never null.</summary>
    public void AppendList<T>(ReadOnlySpan<T> items)
        where T : unmanaged
    {
        BeginRow();
        if (items.IsEmpty)
        {
            AddLevel(0, (byte)(_maxDefinition - 1));
        }

        for (int i = 0; i < items.Length; i++)
        {
            AddLevel((byte)(i == 0 ? 0 : _maxRepetition), _maxDefinition);
            AddValue(MemoryMarshal.AsBytes(items.Slice(i, 1)));
        }

        EndRow();
    }

    /// <summary>Adds some of another buffer's rows; the columns are of one shape.</summary>
    public void AppendRows(ColumnBuffer source, ReadOnlySpan<int> rows)
    {
        if (_maxRepetition == 0)
        {
            // Rows that follow each other, as most do, are copied at once.
            for (int at = 0; at < rows.Length;)
            {
                int first = rows[at];
                int end = at + 1;
                while (end < rows.Length && rows[end] == first + end - at)
                {
                    end++;
                }

                AppendRange(source, first, end - at);
                at = end;
            }

            return;
        }

        foreach (int row in rows)
        {
            BeginRow();
            int first = source.FirstLevel(row);
            for (int level = first, end = source.FirstLevel(row + 1); level < end; level++)
            {
                AddLevel(_maxRepetition > 0 ? source._repetition[level] : (byte)0, _maxDefinition > 0 ? source._definition[level] : (byte)0);
            }

            for (int value = source.FirstValue(row), end = source.FirstValue(row + 1); value < end; value++)
            {
                AddValue(source.ValueBytes(value));
            }

            EndRow();
        }
    }

    /// <summary>Adds rows that follow each other in another buffer without repetition, of values of the same type and levels; one of the two may be required,
    /// and then no row may be null.</summary>
    public void AppendRange(ColumnBuffer source, int first, int count)
    {
        (int value, int endValue) = (source.FirstValue(first), source.FirstValue(first + count));
        if (_maxDefinition > 0)
        {
            Span<byte> levels = Reserve(ref _definition, _levels, count);
            Span<int> firstValues = Reserve(ref _rowValues, RowCount, count + 1);
            for (int i = 0; i <= count; i++)
            {
                firstValues[i] = _values + source.FirstValue(first + i) - value;
            }

            if (source._maxDefinition > 0)
            {
                source._definition.AsSpan(first, count).CopyTo(levels);
            }
            else
            {
                levels.Fill(_maxDefinition);
            }
        }
        else if (endValue - value != count)
        {
            throw new InvalidOperationException($"column {column.DottedPath} is required");
        }

        int begin = source.ByteOf(value);
        int bytes = source.ByteOf(endValue) - begin;
        source._bytes.AsSpan(begin, bytes).CopyTo(Reserve(ref _bytes, _byteCount, bytes));
        if (_width == 0)
        {
            Span<int> ends = Reserve(ref _ends, _values, endValue - value);
            for (int i = 0; i < ends.Length; i++)
            {
                ends[i] = _byteCount + source._ends[value + i] - begin;
            }
        }

        (RowCount, _levels, _values, _byteCount) = (RowCount + count, _levels + count, _values + endValue - value, _byteCount + bytes);
    }

    /// <summary>Adds levels that begin and go on rows, as a reader gives them, and their values.</summary>
    public void AppendLevels(ReadOnlySpan<byte> repetition, ReadOnlySpan<byte> definition, int levels, ReadOnlySpan<byte> values, ReadOnlySpan<ByteArrayRef> arrays)
    {
        if (_maxRepetition == 0)
        {
            AppendFlatLevels(definition, levels, values, arrays);
            return;
        }

        int next = 0;
        for (int i = 0; i < levels; i++)
        {
            byte repeated = repetition[i];
            if (repeated == 0)
            {
                BeginRow();
                RowCount++; // Its end is wherever the last level was.
            }

            byte defined = _maxDefinition > 0 ? definition[i] : (byte)0;
            AddLevel(repeated, defined);
            if (defined == _maxDefinition)
            {
                AddValue(_width > 0 ? values.Slice(next * _width, _width) : arrays[next].Span);
                next++;
            }

            MarkEnd(RowCount);
        }
    }

    public void WriteTo(ParquetColumnWriter writer, int firstRow, int endRow)
    {
        (int level, int endLevel) = (FirstLevel(firstRow), FirstLevel(endRow));
        (int value, int endValue) = (FirstValue(firstRow), FirstValue(endRow));
        ReadOnlySpan<byte> repetition = _maxRepetition > 0 ? _repetition.AsSpan(level, endLevel - level) : [];
        ReadOnlySpan<byte> definition = _maxDefinition > 0 ? _definition.AsSpan(level, endLevel - level) : [];
        if (_width > 0)
        {
            writer.WriteFixedLevels(repetition, definition, _bytes.AsSpan(value * _width, (endValue - value) * _width));
        }
        else
        {
            writer.WriteLevels(repetition, definition, _bytes.AsSpan(0, _byteCount), value == 0 ? 0 : _ends[value - 1], _ends.AsSpan(value, endValue - value));
        }
    }

    private void AppendFlatLevels(ReadOnlySpan<byte> definition, int rows, ReadOnlySpan<byte> values, ReadOnlySpan<ByteArrayRef> arrays)
    {
        int count = rows;
        if (_maxDefinition > 0)
        {
            definition[..rows].CopyTo(Reserve(ref _definition, _levels, rows));
            Span<int> firstValues = Reserve(ref _rowValues, RowCount, rows + 1);
            count = 0;
            for (int i = 0; i < rows; i++)
            {
                firstValues[i] = _values + count;
                count += definition[i] == _maxDefinition ? 1 : 0;
            }

            firstValues[rows] = _values + count;
        }

        if (_width > 0)
        {
            values[..(count * _width)].CopyTo(Reserve(ref _bytes, _byteCount, count * _width));
            _byteCount += count * _width;
        }
        else
        {
            int bytes = 0;
            foreach (ByteArrayRef array in arrays[..count])
            {
                bytes = checked(bytes + array.Length);
            }

            Span<byte> copies = Reserve(ref _bytes, _byteCount, bytes);
            Span<int> ends = Reserve(ref _ends, _values, count);
            int at = 0;
            for (int i = 0; i < count; i++)
            {
                arrays[i].Span.CopyTo(copies[at..]);
                at += arrays[i].Length;
                ends[i] = _byteCount + at;
            }

            _byteCount += bytes;
        }

        (RowCount, _levels, _values) = (RowCount + rows, _levels + rows, _values + count);
    }

    /// <summary>Where the bytes of a value begin, or, behind the last one, where they end.</summary>
    private int ByteOf(int value) => _width > 0 ? value * _width : value == 0 ? 0 : _ends[value - 1];

    /// <summary>Room for so many elements behind those that there are.</summary>
    private static Span<T> Reserve<T>(ref T[] array, int used, int count)
    {
        Grow(ref array, checked(used + count));
        return array.AsSpan(used, count);
    }

    private int FirstLevel(int row) => _maxRepetition == 0 ? row : _rowLevels[row];

    private void BeginRow()
    {
        if (_maxDefinition > 0)
        {
            Grow(ref _rowValues, RowCount + 2);
            _rowValues[RowCount] = _values;
        }

        if (_maxRepetition > 0)
        {
            Grow(ref _rowLevels, RowCount + 2);
            _rowLevels[RowCount] = _levels;
        }
    }

    private void EndRow() => MarkEnd(++RowCount);

    private void MarkEnd(int rows)
    {
        if (_maxDefinition > 0)
        {
            _rowValues[rows] = _values;
        }

        if (_maxRepetition > 0)
        {
            _rowLevels[rows] = _levels;
        }
    }

    private void AddLevel(byte repetition, byte definition)
    {
        if (_maxRepetition > 0)
        {
            Grow(ref _repetition, _levels + 1);
            _repetition[_levels] = repetition;
        }

        if (_maxDefinition > 0)
        {
            Grow(ref _definition, _levels + 1);
            _definition[_levels] = definition;
        }

        _levels++;
    }

    private void AddValue(ReadOnlySpan<byte> value)
    {
        Grow(ref _bytes, _byteCount + value.Length);
        value.CopyTo(_bytes.AsSpan(_byteCount));
        _byteCount += value.Length;
        if (_width == 0)
        {
            Grow(ref _ends, _values + 1);
            _ends[_values] = _byteCount;
        }

        _values++;
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            Array.Resize(ref array, (int)Math.Min(Array.MaxLength, Math.Max(64, Math.Max(length, array.Length * 2L))));
        }
    }
}
