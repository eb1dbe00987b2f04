using System.Runtime.InteropServices;

namespace Tenon.Storage;

/// <summary>The system calls that .NET lacks or wraps in something weaker: its rename falls back to copying, its locks can be switched off
/// by the environment, and it cannot sync a folder.</summary>
internal static unsafe partial class Posix
{
    private const int NoEntry = 2; // ENOENT
    private const int Interrupted = 4; // EINTR
    private const int WouldBlock = 11; // EAGAIN
    private const int Access = 13; // EACCES
    private const int NotFolder = 20; // ENOTDIR
    private const int NoSpace = 28; // ENOSPC
    private const int QuotaExceeded = 122; // EDQUOT
    private const int NotPermitted = 1; // EPERM

    private const int ReadOnlyFlag = 0; // O_RDONLY
    private const int ReadWriteCreate = 0x2 | 0x40; // O_RDWR | O_CREAT
    private const int CloseOnExec = 0x80000; // O_CLOEXEC: no child process may inherit a lock
    private const int LockExclusiveNow = 2 | 4; // LOCK_EX | LOCK_NB

    public static StorageError ErrorOf(int errno) => errno switch
    {
        NoEntry or NotFolder => StorageError.NotFound,
        NoSpace or QuotaExceeded => StorageError.NoSpace,
        Access or NotPermitted => StorageError.AccessDenied,
        _ => StorageError.Other,
    };

    /// <summary>Moves a file in one step or not at all.</summary>
    public static void Rename(string source, string destination)
    {
        if (RenameCall(source, destination) != 0)
        {
            throw LastError("rename", $"{source} to {destination}");
        }
    }

    /// <summary>Makes a folder's entries durable; a folder that does not exist has none.</summary>
    public static void SyncFolder(string path)
    {
        int handle = OpenCall(path, ReadOnlyFlag | CloseOnExec, 0);
        if (handle < 0)
        {
            if (ErrorOf(Marshal.GetLastPInvokeError()) == StorageError.NotFound)
            {
                return;
            }

            throw LastError("open", path);
        }

        try
        {
            int result;
            while ((result = SyncCall(handle)) != 0 && Marshal.GetLastPInvokeError() == Interrupted)
            {
            }

            if (result != 0)
            {
                throw LastError("sync", path);
            }
        }
        finally
        {
            _ = CloseCall(handle);
        }
    }

    /// <summary>Opens or makes a file and locks it against every other process.</summary>
    /// <returns>The handle, or null if another process holds the lock. The kernel frees it when its holder ends, however it ends.</returns>
    public static int? TryLock(string path)
    {
        int handle = OpenCall(path, ReadWriteCreate | CloseOnExec, 0x1A4 /* rw-r--r-- */);
        if (handle < 0)
        {
            throw LastError("open", path);
        }

        if (LockCall(handle, LockExclusiveNow) == 0)
        {
            return handle;
        }

        int errno = Marshal.GetLastPInvokeError();
        _ = CloseCall(handle);
        Marshal.SetLastPInvokeError(errno);
        return errno == WouldBlock ? null : throw LastError("lock", path);
    }

    public static void Close(int handle) => _ = CloseCall(handle);

    /// <summary>Replaces the content of a locked file.</summary>
    public static void Overwrite(int handle, ReadOnlySpan<byte> content, string path)
    {
        fixed (byte* bytes = content)
        {
            if (TruncateCall(handle, 0) != 0 || WriteAtCall(handle, bytes, content.Length, 0) != content.Length)
            {
                throw LastError("write", path);
            }
        }
    }

    /// <summary>Reads the beginning of a file, whoever holds a lock on it; empty if that fails.</summary>
    public static byte[] ReadStart(string path, int maximum)
    {
        int handle = OpenCall(path, ReadOnlyFlag | CloseOnExec, 0);
        if (handle < 0)
        {
            return [];
        }

        byte[] content = new byte[maximum];
        fixed (byte* bytes = content)
        {
            nint count = ReadAtCall(handle, bytes, maximum, 0);
            _ = CloseCall(handle);
            return count > 0 ? content[..(int)count] : [];
        }
    }

    /// <summary>Size, time of last change to the nanosecond, and the file's number on its device, which tells a replaced file from an old one.</summary>
    /// <returns>Null if there is no such file, or it is a folder.</returns>
    public static (long SizeBytes, long ModifiedSeconds, uint ModifiedNanoseconds, ulong FileNumber)? FindFile(string path)
    {
        const int currentFolder = -100; // AT_FDCWD
        const uint basicStats = 0x7ff; // STATX_BASIC_STATS
        const int typeMask = 0xF000; // S_IFMT
        const int regular = 0x8000; // S_IFREG
        StatX stat;
        if (StatXCall(currentFolder, path, 0, basicStats, &stat) != 0)
        {
            return ErrorOf(Marshal.GetLastPInvokeError()) == StorageError.NotFound ? null : throw LastError("look up", path);
        }

        return (stat.Mode & typeMask) == regular
            ? (checked((long)stat.Size), stat.ModifiedSeconds, stat.ModifiedNanoseconds, stat.FileNumber)
            : null;
    }

    /// <summary>The number of the device on which a file or folder is.</summary>
    /// <returns>Null if there is no such file or folder.</returns>
    public static ulong? FindDevice(string path)
    {
        const int currentFolder = -100; // AT_FDCWD
        StatX stat;
        if (StatXCall(currentFolder, path, 0, 0, &stat) != 0)
        {
            return ErrorOf(Marshal.GetLastPInvokeError()) == StorageError.NotFound ? null : throw LastError("look up", path);
        }

        return ((ulong)stat.DeviceMajor << 32) | stat.DeviceMinor;
    }

    private static StorageException LastError(string operation, string path)
    {
        int errno = Marshal.GetLastPInvokeError();
        return new StorageException(ErrorOf(errno), $"cannot {operation} {path}: {Marshal.GetPInvokeErrorMessage(errno)}");
    }

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameCall(string source, string destination);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenCall(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseCall(int handle);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int SyncCall(int handle);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int LockCall(int handle, int operation);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int TruncateCall(int handle, long length);

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    private static partial nint WriteAtCall(int handle, byte* bytes, nint count, long offset);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    private static partial nint ReadAtCall(int handle, byte* bytes, nint count, long offset);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatXCall(int folder, string path, int flags, uint mask, StatX* stat);

    /// <summary>The kernel's <c>struct statx</c>, whose layout is the same on every processor.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatX
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong FileNumber;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
