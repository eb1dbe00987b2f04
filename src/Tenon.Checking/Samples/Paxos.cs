using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Tenon.Checking.Actors;
using Tenon.Checking.Encoding;

namespace Tenon.Checking.Samples;

/// <summary>The state of a server of <see cref="Paxos"/>.</summary>
/// <param name="Ballot">The last ballot it takes part in.</param>
/// <param name="Proposal">As a leader: what it wants chosen.</param>
/// <param name="Promises">As a leader: by server, what came with its promise; null without a promise.</param>
/// <param name="Accepts">As a leader: by server, whether it has accepted.</param>
/// <param name="Accepted">As an acceptor: what it accepted last.</param>
/// <param name="IsDecided">Whether it knows that this is chosen.</param>
public sealed record PaxosServer(
    Ballot Ballot, Proposal? Proposal, ImmutableArray<Promise?> Promises, ImmutableArray<bool> Accepts, Acceptance? Accepted, bool IsDecided)
{
    // As the compiler would, but with the elements of the arrays.
    private bool PrintMembers(StringBuilder text)
    {
        string promises = string.Join(", ", Promises.Select(promise => promise?.ToString() ?? "none"));
        text.Append(CultureInfo.InvariantCulture, $"Ballot = {Ballot}, Proposal = {Proposal?.ToString() ?? "none"}, Promises = [{promises}], ");
        text.Append(CultureInfo.InvariantCulture, $"Accepts = [{string.Join(", ", Accepts)}], Accepted = {Accepted?.ToString() ?? "none"}, IsDecided = {IsDecided}");
        return true;
    }
}

/// <summary>An acceptor's promise.</summary>
/// <param name="Accepted">What it had accepted, or null.</param>
public sealed record Promise(Acceptance? Accepted);

/// <summary>
/// Lamport's Paxos for a single value, used as a register: each server that is asked to write leads one ballot. A server that knows the decision
/// answers reads with it; others answer none.
/// </summary>
/// <param name="clientCount">1 to 26.</param>
/// <param name="serverCount">At least 1.</param>
/// <param name="network">What the network does with messages.</param>
public sealed class Paxos(int clientCount, int serverCount, NetworkKind network)
    : RegisterModel<PaxosServer, PaxosMessage>(clientCount, serverCount, network)
{
    internal override PaxosServer StartServer(int self) => new(
        default, null, [.. Enumerable.Repeat<Promise?>(null, ServerCount)], [.. Enumerable.Repeat(false, ServerCount)], null, false);

    internal override PaxosServer Serve(
        PaxosServer state, int source, RegisterMessage<PaxosMessage> message, Outbox<RegisterMessage<PaxosMessage>, None> outbox)
    {
        if (state.IsDecided)
        {
            if (message is RegisterMessage<PaxosMessage>.Get get)
            {
                outbox.Send(source, new RegisterMessage<PaxosMessage>.GetDone(get.Request, state.Accepted!.Proposal.Value)); // Decided, so accepted.
            }

            return state;
        }

        return message switch
        {
            RegisterMessage<PaxosMessage>.Put put when state.Proposal is null => Propose(state, new Proposal(put.Request, source, put.Value), outbox),
            RegisterMessage<PaxosMessage>.Internal between => Serve(state, source, between.Message, outbox),
            _ => state,
        };
    }

    private PaxosServer Serve(PaxosServer state, int source, PaxosMessage message, Outbox<RegisterMessage<PaxosMessage>, None> outbox)
    {
        switch (message)
        {
            case PaxosMessage.Prepare prepare when state.Ballot < prepare.Ballot:
                outbox.Send(source, Internal(new PaxosMessage.Prepared(prepare.Ballot, state.Accepted)));
                return state with { Ballot = prepare.Ballot };
            case PaxosMessage.Prepared prepared when prepared.Ballot == state.Ballot:
                return Promised(state with { Promises = state.Promises.SetItem(source, new Promise(prepared.Last)) }, outbox);
            case PaxosMessage.Accept accept when state.Ballot <= accept.Ballot:
                outbox.Send(source, Internal(new PaxosMessage.Accepted(accept.Ballot)));
                return state with { Ballot = accept.Ballot, Accepted = new Acceptance(accept.Ballot, accept.Proposal) };
            case PaxosMessage.Accepted accepted when accepted.Ballot == state.Ballot:
                return Accepted(state with { Accepts = state.Accepts.SetItem(source, true) }, outbox);
            case PaxosMessage.Decided decided:
                return state with { Ballot = decided.Ballot, Accepted = new Acceptance(decided.Ballot, decided.Proposal), IsDecided = true };
            default:
                return state;
        }
    }

    // The leader is an acceptor too, and promises at once.
    private PaxosServer Propose(PaxosServer state, Proposal proposal, Outbox<RegisterMessage<PaxosMessage>, None> outbox)
    {
        Ballot ballot = new(state.Ballot.Round + 1, outbox.Self);
        outbox.SendToOthers(ServerCount, Internal(new PaxosMessage.Prepare(ballot)));
        PaxosServer fresh = StartServer(outbox.Self);
        return fresh with
        {
            Ballot = ballot, Proposal = proposal, Promises = fresh.Promises.SetItem(outbox.Self, new Promise(state.Accepted)), Accepted = state.Accepted,
        };
    }

    // What a majority may have chosen already is known to at least one of those that promised, and is proposed again.
    private PaxosServer Promised(PaxosServer state, Outbox<RegisterMessage<PaxosMessage>, None> outbox)
    {
        if (state.Promises.Count(promise => promise is not null) != Majority)
        {
            return state;
        }

        Acceptance? latest = state.Promises.Select(promise => promise?.Accepted).Where(each => each is not null).MaxBy(each => each!.Ballot); // Not null: filtered.
        Proposal proposal = latest?.Proposal ?? state.Proposal!; // A leader has one.
        outbox.SendToOthers(ServerCount, Internal(new PaxosMessage.Accept(state.Ballot, proposal)));
        return state with
        {
            Proposal = proposal, Accepted = new Acceptance(state.Ballot, proposal), Accepts = state.Accepts.SetItem(outbox.Self, true),
        };
    }

    private PaxosServer Accepted(PaxosServer state, Outbox<RegisterMessage<PaxosMessage>, None> outbox)
    {
        if (state.Accepts.Count(accepts => accepts) != Majority)
        {
            return state;
        }

        Proposal proposal = state.Proposal!; // A leader has one.
        outbox.SendToOthers(ServerCount, Internal(new PaxosMessage.Decided(state.Ballot, proposal)));
        outbox.Send(proposal.Client, new RegisterMessage<PaxosMessage>.PutDone(proposal.Request));
        return state with { IsDecided = true };
    }

    private static RegisterMessage<PaxosMessage>.Internal Internal(PaxosMessage message) => new(message);

    private protected override void WriteServer(PaxosServer state, StateWriter writer)
    {
        Write(state.Ballot, writer);
        Write(state.Proposal, writer);
        Write(state.Accepted, writer);
        writer.WriteBoolean(state.IsDecided);
        for (int i = 0; i < ServerCount; i++)
        {
            writer.WriteBoolean(state.Accepts[i]);
            writer.WriteBoolean(state.Promises[i] is not null);
            if (state.Promises[i] is Promise promise)
            {
                Write(promise.Accepted, writer);
            }
        }
    }

    private protected override void WriteInternal(PaxosMessage message, StateWriter writer)
    {
        switch (message)
        {
            case PaxosMessage.Prepare prepare:
                Write(0, prepare.Ballot, writer);
                break;
            case PaxosMessage.Prepared prepared:
                Write(1, prepared.Ballot, writer);
                Write(prepared.Last, writer);
                break;
            case PaxosMessage.Accept accept:
                Write(2, accept.Ballot, writer);
                Write(accept.Proposal, writer);
                break;
            case PaxosMessage.Accepted accepted:
                Write(3, accepted.Ballot, writer);
                break;
            case PaxosMessage.Decided decided:
                Write(4, decided.Ballot, writer);
                Write(decided.Proposal, writer);
                break;
        }
    }

    private static void Write(ulong kind, Ballot ballot, StateWriter writer)
    {
        writer.WriteBits(kind, 3);
        Write(ballot, writer);
    }

    private static void Write(Ballot ballot, StateWriter writer)
    {
        writer.WriteSigned(ballot.Round);
        writer.WriteSigned(ballot.Leader);
    }

    private static void Write(Acceptance? acceptance, StateWriter writer)
    {
        writer.WriteBoolean(acceptance is not null);
        if (acceptance is not null)
        {
            Write(acceptance.Ballot, writer);
            Write(acceptance.Proposal, writer);
        }
    }

    private static void Write(Proposal? proposal, StateWriter writer)
    {
        writer.WriteBoolean(proposal is not null);
        if (proposal is not null)
        {
            writer.WriteSigned(proposal.Request);
            writer.WriteSigned(proposal.Client);
            writer.WriteBits(proposal.Value, 16);
        }
    }
}
