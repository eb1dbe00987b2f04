using System.Globalization;
using System.Text;

namespace Tenon.Storage;

/// <summary>A folder's lock, held by one process at a time and freed by the kernel when that process ends, so that no lock is ever stale.</summary>
public sealed class FolderLock : IDisposable
{
    private int? _handle;

    private FolderLock(int handle) => _handle = handle;

    /// <summary>Takes the lock.</summary>
    /// <param name="path">The lock file; it stays when the lock is freed, since deleting it would let two processes lock two files.</param>
    /// <param name="holder">Set to the process id in the file when another process has the lock, or null if it cannot be read.</param>
    /// <returns>The lock, or null if another process has it.</returns>
    /// <exception cref="StorageException">The file cannot be made or locked.</exception>
    public static FolderLock? TryTake(string path, out int? holder)
    {
        ArgumentNullException.ThrowIfNull(path);
        holder = null;
        if (Posix.TryLock(path) is not int handle)
        {
            holder = int.TryParse(Encoding.ASCII.GetString(Posix.ReadStart(path, 20)), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int id) ? id : null;
            return null;
        }

        var taken = new FolderLock(handle);
        Posix.Overwrite(handle, Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"), path);
        return taken;
    }

    /// <summary>Frees the lock.</summary>
    public void Dispose()
    {
        if (_handle is int handle)
        {
            _handle = null;
            Posix.Close(handle);
        }
    }
}
