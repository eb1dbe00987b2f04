using System.Numerics;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Content;

/// <summary>The sums of cell hashes of the rows of a frame: one for each row, and beside them what all rows of a block have in common.</summary>
/// <remarks>
/// A row's hash is its own sum and that of its block. In sorted data most columns are the same over many rows: their cells are added once for a
/// whole block. Sums do not care, so the digest is the same. Points into a buffer of the crew; not thread-safe.
/// </remarks>
internal readonly unsafe struct RowHashes
{
    /// <summary>Rows of a block.</summary>
    public const int BlockRows = 64;

    private readonly int _count;

    /// <param name="buffer">At least <see cref="BytesFor"/> bytes, which outlive this.</param>
    /// <param name="rows">Rows of the frame.</param>
    public RowHashes(PooledBuffer buffer, int rows)
    {
        Rows = (ulong*)buffer.Pointer;
        Blocks = Rows + rows;
        _count = rows + BlocksOf(rows);
    }

    /// <summary>One sum a row; null where nobody asks for digests.</summary>
    public ulong* Rows { get; }

    /// <summary>One sum for each <see cref="BlockRows"/> rows, from row 0.</summary>
    public ulong* Blocks { get; }

    /// <summary>Whether anybody asks for digests.</summary>
    public bool AreWanted => Rows is not null;

    /// <summary>What so many rows take.</summary>
    public static long BytesFor(int rows) => ((long)rows + BlocksOf(rows)) * sizeof(ulong);

    /// <summary>Sets all sums to 0.</summary>
    public void Clear() => new Span<ulong>(Rows, _count).Clear();

    /// <summary>Adds one hash to rows that follow each other.</summary>
    /// <param name="first">The first.</param>
    /// <param name="end">The one after the last.</param>
    /// <param name="hash">The hash.</param>
    public void AddRun(int first, int end, ulong hash)
    {
        // Overflow is the point: row hashes are sums modulo 2^64.
        unchecked
        {
            int wholeFrom = (first + BlockRows - 1) & -BlockRows;
            int wholeTo = end & -BlockRows;
            if (wholeFrom >= wholeTo)
            {
                AddRows(first, end, hash);
                return;
            }

            AddRows(first, wholeFrom, hash);
            for (int block = wholeFrom / BlockRows; block < wholeTo / BlockRows; block++)
            {
                Blocks[block] += hash;
            }

            AddRows(wholeTo, end, hash);
        }
    }

    private void AddRows(int first, int end, ulong hash)
    {
        // As above.
        unchecked
        {
            int row = first;
            for (; row <= end - Vector<ulong>.Count; row += Vector<ulong>.Count)
            {
                Vector.Store(Vector.Load(Rows + row) + new Vector<ulong>(hash), Rows + row);
            }

            for (; row < end; row++)
            {
                Rows[row] += hash;
            }
        }
    }

    /// <summary>Adds the sums of another worker for the same rows.</summary>
    public void Add(RowHashes other)
    {
        // Overflow is the point: row hashes are sums modulo 2^64.
        int i = 0;
        for (; i <= _count - Vector<ulong>.Count; i += Vector<ulong>.Count)
        {
            Vector.Store(Vector.Load(Rows + i) + Vector.Load(other.Rows + i), Rows + i);
        }

        for (; i < _count; i++)
        {
            Rows[i] = unchecked(Rows[i] + other.Rows[i]);
        }
    }

    /// <summary>The digest of some rows.</summary>
    /// <param name="first">The first.</param>
    /// <param name="count">How many.</param>
    public RowDigest Digest(int first, int count)
    {
        RowDigest digest = default;
        int end = first + count;
        for (int row = first; row < end;)
        {
            int stop = (int)Math.Min(end, (row / BlockRows * (long)BlockRows) + BlockRows);
            digest += RowDigest.OfRows(new ReadOnlySpan<ulong>(Rows + row, stop - row), Blocks[row / BlockRows]);
            row = stop;
        }

        return digest;
    }

    private static int BlocksOf(int rows) => (rows + BlockRows - 1) / BlockRows;
}
