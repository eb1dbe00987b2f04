using Tenon.Checking.Actors;

namespace Tenon.Checking.Tests;

/// <summary>The states of <see cref="RandomActors"/> found from the definitions, with lists and texts.</summary>
internal sealed class NaiveActors(RandomActors model)
{
    public HashSet<string> States { get; } = [];

    public long TransitionCount { get; private set; }

    public List<SystemSnapshot> Snapshots { get; } = [];

    /// <summary>The states without steps.</summary>
    public HashSet<string> Deadlocks { get; } = [];

    public void Search(int limit)
    {
        Node initial = new(model.ActorCount);
        for (int i = 0; i < model.ActorCount; i++)
        {
            Do(initial, i, 0, 0);
        }

        Queue<Node> waiting = new();
        Visit(initial, waiting);
        while (waiting.Count > 0 && States.Count <= limit)
        {
            Node node = waiting.Dequeue();
            Snapshots.Add(new SystemSnapshot(node.States, node.Crashed, node.History, node.Network));
            Node[] successors = [.. Successors(node)];
            if (successors.Length == 0)
            {
                Deadlocks.Add(node.Text(model.GivenNetwork));
            }

            foreach (Node next in successors)
            {
                if (next.Network.Count <= model.MaximumInFlight)
                {
                    TransitionCount++;
                    Visit(next, waiting);
                }
            }
        }
    }

    private void Visit(Node node, Queue<Node> waiting)
    {
        if (node.Network.Count <= model.MaximumInFlight && States.Add(node.Text(model.GivenNetwork)))
        {
            waiting.Enqueue(node);
        }
    }

    private IEnumerable<Node> Successors(Node node)
    {
        HashSet<(int, int, int)> tried = [];
        foreach ((int source, int destination, int message) in node.Network)
        {
            bool isNew = model.GivenNetwork == NetworkKind.Ordered ? tried.Add((source, destination, 0)) : tried.Add((source, destination, message));
            if (!isNew)
            {
                continue;
            }

            if (!node.Crashed[destination])
            {
                Node next = node.Clone();
                bool isIgnored = !Do(next, destination, node.States[destination], RandomActors.MessageEvent(source, message), (source, message));
                if (!isIgnored || model.GivenNetwork == NetworkKind.Ordered || (model.GivenConsumes && model.GivenNetwork == NetworkKind.Unordered))
                {
                    yield return next;
                }
            }

            if (model.GivenLossy)
            {
                Node lost = node.Clone();
                lost.Network.Remove((source, destination, message));
                yield return lost;
            }
        }

        for (int i = 0; i < model.ActorCount; i++)
        {
            foreach (int timer in node.Timers[i])
            {
                Node next = node.Clone();
                next.Timers[i].Remove(timer);
                int sent = model.React(i, node.States[i], RandomActors.TimerEvent(timer)).Sent.Length;
                Do(next, i, node.States[i], RandomActors.TimerEvent(timer));
                if (sent > 0 || next.States[i] != node.States[i] || !next.Timers[i].SetEquals(node.Timers[i]))
                {
                    yield return next;
                }
            }
        }

        for (int i = 0; i < model.ActorCount; i++)
        {
            Node next = node.Clone();
            if (node.Crashed[i])
            {
                next.Crashed[i] = false;
                Do(next, i, model.Keeps ? node.States[i] : 0, model.Keeps ? 1 : 0);
                yield return next;
            }
            else if (node.Crashed.Count(crashed => crashed) < model.GivenCrashed)
            {
                next.Crashed[i] = true;
                next.Timers[i].Clear();
                int start = model.React(i, 0, 0).Next;
                next.States[i] = model.Keeps ? node.States[i] : Math.Max(0, start);
                yield return next;
            }
        }
    }

    // Whether anything came of it.
    private bool Do(Node node, int actor, int state, int happening, (int Source, int Message)? received = null)
    {
        RandomActors.Reaction reaction = model.React(actor, state, happening);
        string before = string.Join(',', node.Timers[actor]);
        node.States[actor] = reaction.Next < 0 ? state : reaction.Next;
        if (received is (int source, int message))
        {
            node.History = RandomActors.Recorded(node.History, false, source, actor, message);
            if (model.GivenNetwork != NetworkKind.UnorderedDuplicating)
            {
                node.Network.Remove((source, actor, message));
            }
        }

        foreach ((int timer, bool isSet) in reaction.Timers)
        {
            _ = isSet ? node.Timers[actor].Add(timer) : node.Timers[actor].Remove(timer);
        }

        foreach ((int destination, int sent) in reaction.Sent)
        {
            node.History = RandomActors.Recorded(node.History, true, actor, destination, sent);
            if (model.GivenNetwork != NetworkKind.UnorderedDuplicating || !node.Network.Contains((actor, destination, sent)))
            {
                node.Network.Add((actor, destination, sent));
            }
        }

        return node.States[actor] != state || reaction.Sent.Length > 0 || before != string.Join(',', node.Timers[actor]);
    }

    private sealed class Node(int count)
    {
        public int[] States { get; private init; } = new int[count];

        public bool[] Crashed { get; private init; } = new bool[count];

        public SortedSet<int>[] Timers { get; private init; } = [.. Enumerable.Range(0, count).Select(_ => new SortedSet<int>())];

        public List<(int Source, int Destination, int Message)> Network { get; private init; } = [];

        public int History { get; set; }

        public Node Clone() => new(States.Length)
        {
            States = [.. States],
            Crashed = [.. Crashed],
            Timers = [.. Timers.Select(timers => new SortedSet<int>(timers))],
            Network = [.. Network],
            History = History,
        };

        public string Text(NetworkKind network) => SystemSnapshot.Text(States, Crashed, Timers, History, Network, network);
    }
}
