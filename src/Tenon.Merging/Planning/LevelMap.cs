using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Planning;

/// <summary>How the definition levels of a leaf in one file translate to those of the same leaf in the union.</summary>
internal static class LevelMap
{
    /// <summary>For each definition level of a leaf: how many nodes of its path are present.</summary>
    /// <remarks>Independent of which nodes a particular file declares optional, so equal content gives equal numbers in any file.</remarks>
    public static byte[] PresentNodes(ColumnDescriptor leaf)
    {
        SchemaNode[] path = PathOf(leaf);
        var present = new byte[leaf.MaxDefinitionLevel + 1];
        int level = 0;
        for (int i = 0; i < path.Length; i++)
        {
            if (path[i].Repetition != Repetition.Required)
            {
                present[level++] = (byte)i;
            }
        }

        present[level] = (byte)path.Length;
        return present;
    }

    /// <summary>For each definition level of the leaf in a file: the level in the union. Null if every level stays as it is.</summary>
    public static byte[]? Translate(ColumnDescriptor file, ColumnDescriptor union)
    {
        byte[] present = PresentNodes(file);
        SchemaNode[] path = PathOf(union);
        var map = new byte[present.Length];
        bool isIdentity = file.MaxDefinitionLevel == union.MaxDefinitionLevel;
        for (int level = 0; level < map.Length; level++)
        {
            map[level] = (byte)path.Take(present[level]).Count(node => node.Repetition != Repetition.Required);
            isIdentity &= map[level] == level;
        }

        return isIdentity ? null : map;
    }

    private static SchemaNode[] PathOf(ColumnDescriptor leaf)
    {
        var path = new List<SchemaNode>();
        for (SchemaNode at = leaf.Node; at.Parent is not null; at = at.Parent)
        {
            path.Add(at);
        }

        path.Reverse();
        return [.. path];
    }
}
