using System.Text;
using Tenon.Merging.Ordering;
using Tenon.Merging.Tests.Model;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Schema;
using Tenon.Splits;

namespace Tenon.Merging.Tests.Ordering;

public sealed unsafe class KeyStreamTests
{
    // Goal: byte strings from the last quarter of a large page are copied, so that blocks which are still in use when the next page is read do not
    // hold this one; all of them stay what they are for as long as their block is held.
    // Method: a file of pages of 400 strings in blocks of 10, all held; the stream is disposed before they are looked at.
    [Fact]
    public void Strings_at_the_end_of_a_large_page_do_not_hold_it()
    {
        const int PageRows = 400;
        const int BlockRows = 10;
        string[] values = [.. Enumerable.Range(0, 3 * PageRows).Select(i => $"value {i:d6}")];
        byte[] bytes = FileMaker.Write(Build.Table([SchemaField.Required("k", LeafType.Bytes)], values.Select(value => new object?[] { value })), Build.Layout(pageRows: PageRows));
        SortKey key = SortKey.Parse("k");
        using BufferPool pool = new();
        List<KeyBlock> blocks = [];
        using (ParquetFile file = ParquetFile.Open(new MemoryRangeSource(bytes), pool))
        {
            KeyLayout layout = KeyLayout.Create(key, file.Schema, KeyValueScan.Scan([file], key, file.Schema, new HashSet<string>(), 1 << 20));
            using KeyStream stream = new(file, 0, [0], layout, BlockRows, pool);
            while (stream.Next() is KeyBlock block)
            {
                blocks.Add(block);
            }
        }

        Assert.Equal(values.Length / BlockRows, blocks.Count);
        foreach (KeyBlock block in blocks)
        {
            KeySlice slice = block.Columns[0]!; // The file has the column.
            Assert.Equal(values.Skip((int)block.FirstRow).Take(BlockRows), new ReadOnlySpan<ByteArrayRef>(slice.Values.Pointer, BlockRows).ToArray().Select(value => Encoding.UTF8.GetString(value.Span)));
            long end = (block.FirstRow % PageRows) + BlockRows;
            Assert.Equal(PageRows - end < PageRows / 4, slice.Copied is not null);
            Assert.Equal(slice.Copied is null, slice.Page is not null);
            block.Release();
        }

        Assert.Equal(0, pool.RentedBytes);
    }
}
