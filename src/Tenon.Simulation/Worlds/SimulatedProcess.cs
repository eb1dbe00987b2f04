using Tenon.Pipeline.Configuration;
using Tenon.Pipeline.Events;
using Tenon.Pipeline.Homes;
using Tenon.Pipeline.Running;
using Tenon.Simulation.Interception;
using Tenon.Simulation.Scheduling;

namespace Tenon.Simulation.Worlds;

/// <summary>The real daemon, over what the world has: it runs until it is told to stop, or dies.</summary>
internal sealed class SimulatedProcess : IEventSink, IDisposable
{
    private readonly SimulatedWorld _world;
    private readonly CancellationTokenSource _stop = new();
    private readonly HomeDaemon _daemon;

    /// <summary>Begins a process.</summary>
    /// <param name="world">The world.</param>
    /// <param name="number">Which process it is, from 1.</param>
    /// <param name="folder">A folder of its own, with the inboxes of all in it.</param>
    /// <param name="settings">The daemon's settings.</param>
    public SimulatedProcess(SimulatedWorld world, int number, string folder, HomeSettings settings)
    {
        _world = world;
        Name = FormattableString.Invariant($"process {number}");
        Clock = new ProcessClock(world.Clock);
        Folder = folder;
        var gate = new ProcessGate(world, this);
        Home = DataHome.Over(folder, settings, new InterceptedMetastore(world.Metastore, gate), new InterceptedStore(world.Store, gate));
        _daemon = HomeDaemon.Open(Home, new DaemonWorld
        {
            Clock = Clock,
            Seed = world.Draw(int.MaxValue),
            Sinks = [this],
            Log = Write,
        });
    }

    public string Name { get; }

    public ProcessClock Clock { get; }

    public string Folder { get; }

    public DataHome Home { get; }

    public bool IsDead { get; private set; }

    /// <summary>Whether it was asked to stop.</summary>
    public bool IsStopping => _stop.IsCancellationRequested;

    /// <summary>Runs until it ends.</summary>
    /// <returns>How it ended; a dead process never does.</returns>
    public Task<StopOutcome> RunAsync() => _daemon.RunAsync(_stop.Token, CancellationToken.None);

    /// <summary>SIGTERM.</summary>
    public void Terminate() => _stop.Cancel();

    /// <summary>SIGKILL: nothing of it is heard or seen any more, and its lock is free.</summary>
    public void Die()
    {
        IsDead = true;
        Clock.IsStopped = true;
        Dispose();
    }

    /// <summary>Its lock is free.</summary>
    public void Dispose()
    {
        _daemon.Dispose();
        _stop.Dispose();
    }

    void IEventSink.Write(StampedEvent happened)
    {
        if (!IsDead)
        {
            _world.Tell(happened);
        }
    }

    private void Write(string line)
    {
        if (!IsDead)
        {
            _world.Write($"{Name} says: {line.Replace(Folder, "HOME", StringComparison.Ordinal)}");
        }
    }
}
