package dev.usher.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.message.Delivery;
import dev.usher.message.State;
import dev.usher.testing.FakeClock;
import dev.usher.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PermitTest {
    private static final Order PLAIN = new Order("operator:ann", false, false, false, 3, null);
    private static final Order FORCED = new Order("operator:ann", false, true, false, 3, null);
    private static final Order ONCE = new Order("job:replay_1", true, false, false, 3, null);

    private final Delivery dead = Samples.dead(Samples.event(), "ledger");

    @Test
    void replaysADeadLetter() {
        assertThat(Permit.of(dead, List.of(dead), PLAIN)).isEqualTo(new Permit.Granted(1));
    }

    @Test
    void replaysAgainWhenTheReplayDiedToo() {
        var first = deadReplay(1);

        assertThat(Permit.of(first, List.of(dead, first), PLAIN)).isEqualTo(new Permit.Granted(2));
        assertThat(Permit.of(dead, List.of(dead, first), PLAIN)).isEqualTo(new Permit.Granted(2));
    }

    @Test
    void makesNoSecondWhileAReplayIsOnItsWay() {
        var waiting = dead.replay(1, "operator:otto", 3, FakeClock.START);
        var held = waiting.standing(State.PARKED, "destination-paused", FakeClock.START);

        assertThat(Permit.of(dead, List.of(dead, waiting), FORCED)).isEqualTo(new Permit.Exists(waiting.id()));
        assertThat(Permit.of(dead, List.of(dead, held), FORCED)).isEqualTo(new Permit.Exists(waiting.id()));
    }

    @Test
    void makesOneForOneRequestHoweverItEnded() {
        var ended = dead.replay(1, ONCE.cause(), 3, FakeClock.START).standing(State.DEAD, "x", FakeClock.START);

        assertThat(Permit.of(dead, List.of(dead, ended), ONCE)).isEqualTo(new Permit.Exists(ended.id()));
    }

    @Test
    void stopsAtFiveUnlessForced() {
        var family = new ArrayList<>(List.of(dead));
        for (int i = 1; i <= Permit.LIMIT; i++) family.add(deadReplay(i));

        assertThat(Permit.of(family.getLast(), family, PLAIN)).isEqualTo(new Permit.Refused("replay-limit"));
        assertThat(Permit.of(family.getLast(), family, FORCED)).isEqualTo(new Permit.Granted(6));
    }

    @Test
    void refusesWhatWasDeliveredUnlessForcedOrAskedFor() {
        var delivered = Samples.delivered(Samples.event(), "ledger");
        var asked = new Order("job:1", true, false, true, 3, null);

        assertThat(Permit.of(delivered, List.of(delivered), PLAIN)).isEqualTo(new Permit.Refused("already-delivered"));
        assertThat(Permit.of(delivered, List.of(delivered), asked)).isEqualTo(new Permit.Granted(1));
        assertThat(Permit.of(delivered, List.of(delivered), FORCED)).isEqualTo(new Permit.Granted(1));
    }

    @Test
    void refusesADeadLetterThatAReplayDelivered() {
        var replay = dead.replay(1, "operator:otto", 3, FakeClock.START).standing(State.DELIVERED, "", FakeClock.START);

        assertThat(Permit.of(dead, List.of(dead, replay), PLAIN)).isEqualTo(new Permit.Refused("already-delivered"));
    }

    @Test
    void refusesWhatIsOnItsWayEvenWhenForced() {
        var waiting = dead.standing(State.WAITING, "http_503", FakeClock.START);

        assertThat(Permit.of(waiting, List.of(waiting), FORCED)).isEqualTo(new Permit.Refused("in-progress"));
    }

    @Test
    void leavesWhatIsHeldForAPausedDestinationToItsResuming() {
        var held = dead.standing(State.PARKED, "destination-paused", FakeClock.START);
        var broken = dead.standing(State.PARKED, "route-failed: transform", FakeClock.START);

        assertThat(Permit.of(held, List.of(held), PLAIN)).isEqualTo(new Permit.Refused("destination-paused"));
        assertThat(Permit.of(broken, List.of(broken), PLAIN)).isEqualTo(new Permit.Granted(1));
    }

    private Delivery deadReplay(int number) {
        return dead.replay(number, "operator:otto", 3, FakeClock.START)
                .standing(State.DEAD, "attempts-exhausted", FakeClock.START);
    }
}
