using Tenon.Metastore;
using Tenon.Storage;

namespace Tenon.Pipeline.Operations;

/// <summary>Local folders for temporary files, one per operation.</summary>
public sealed class ScratchSpace
{
    private readonly string _root;

    /// <summary>Scratch below a folder.</summary>
    /// <param name="root">The folder, which need not exist.</param>
    public ScratchSpace(string root)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        _root = root;
    }

    /// <summary>The folder of an operation, which need not exist.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>The path.</returns>
    public string FolderOf(OperationId operation) => Path.Join(_root, operation.ToString());

    /// <summary>Removes an operation's folder and all that is in it.</summary>
    /// <param name="operation">The operation.</param>
    /// <exception cref="StorageException">It cannot be removed.</exception>
    public void Remove(OperationId operation) => Remove(FolderOf(operation));

    /// <summary>The folders of operations that exist; folders of other names are not ours (F-58).</summary>
    /// <returns>The operations.</returns>
    /// <exception cref="StorageException">The scratch cannot be listed.</exception>
    public IReadOnlyList<OperationId> List()
    {
        var found = new List<OperationId>();
        try
        {
            if (Directory.Exists(_root))
            {
                foreach (string folder in Directory.EnumerateDirectories(_root))
                {
                    if (OperationId.TryParse(Path.GetFileName(folder), out OperationId operation))
                    {
                        found.Add(operation);
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.From("list", _root, e);
        }

        return found;
    }

    private static void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Gone already.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.From("delete folder", folder, e);
        }
    }
}
