using Tenon.Merging.Copying;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Assembly;

/// <summary>The rows of one column of a row group, in output order, ready to be encoded. Points into buffers of its maker.</summary>
internal unsafe ref struct OrderedColumn
{
    /// <summary>Rows.</summary>
    public required int RowCount;

    /// <summary>Level entries; equals the rows unless the column is repeated.</summary>
    public required int LevelCount;

    /// <summary>Present values.</summary>
    public required int Present;

    /// <summary>Repetition levels; null unless the column is repeated.</summary>
    public byte* Repetition;

    /// <summary>Definition levels; null for a column without nulls.</summary>
    public byte* Definition;

    /// <summary>Present values as codes of the output dictionary; or null.</summary>
    public int* Codes;

    /// <summary>Present fixed-width values; or null.</summary>
    public byte* Fixed;

    /// <summary>Present byte strings; or null.</summary>
    public ByteArrayRef* Bytes;

    /// <summary>Pages that hold some of these rows already, in the order of their rows; or null.</summary>
    public PageCopies? Copies;
}
