using System.Diagnostics;

namespace Tenon.Storage.Tests;

public sealed class FolderLockTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void F14_F65_One_holder_at_a_time_and_the_second_learns_who()
    {
        using (FolderLock? first = FolderLock.TryTake(_path, out _))
        {
            Assert.NotNull(first);
            Assert.Null(FolderLock.TryTake(_path, out int? holder));
            Assert.Equal(Environment.ProcessId, holder);
        }

        using FolderLock? second = FolderLock.TryTake(_path, out _);
        Assert.NotNull(second);
    }

    // Goal: the lock of a process that was killed is no obstacle.
    // Method: let flock(1) hold it in another process, kill that, take it.
    [Fact]
    public void A_lock_dies_with_its_holder()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/flock"), "needs flock(1)");
        using var other = Process.Start(new ProcessStartInfo("/usr/bin/flock", ["--no-fork", _path, "sleep", "1000"]))!;
        FolderLock? taken;
        while ((taken = FolderLock.TryTake(_path, out _)) is not null)
        {
            taken.Dispose(); // It has not started yet.
        }

        other.Kill();
        other.WaitForExit();
        using FolderLock? mine = FolderLock.TryTake(_path, out _);
        Assert.NotNull(mine);
    }
}
