package dev.prebuild.pool.autoscale.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/** Demand that nobody has seen: each from its own seeded source of chance. */
final class Demands {
  private static final double SECONDS_A_WEEK = 604_800;

  private final Random random;
  private final int weeks;

  Demands(long seed, int weeks) {
    this.random = new Random(seed);
    this.weeks = weeks;
  }

  /** Claims by chance, at a rate an hour that follows the hours since the first Monday. */
  List<Double> chance(DoubleUnaryOperator rate, double highest) {
    List<Double> claims = new ArrayList<>();
    double hours = gap(highest);
    while (hours < weeks * 168.0) {
      if (random.nextDouble() * highest < rate.applyAsDouble(hours)) {
        claims.add(hours * 3600);
      }
      hours += gap(highest);
    }
    return claims;
  }

  private double gap(double rate) {
    return -Math.log(1 - random.nextDouble()) / rate;
  }

  /** So many claims an hour at all times. */
  Trace constant(double rate) {
    return Trace.ofSeconds(chance(hours -> rate, rate));
  }

  /** Work on workdays, in one time zone. */
  Trace office(double peak) {
    return Trace.ofSeconds(chance(hours -> office(hours, peak), peak));
  }

  /** Europe, America, Asia. */
  Trace threeZones(double peak) {
    return Trace.ofSeconds(
        chance(
            hours -> office(hours, peak) + office(hours - 8, peak) + office(hours + 6, peak),
            3 * peak));
  }

  /** Fifteen within five minutes each workday at ten, and some work around it. */
  Trace lectures() {
    List<Double> claims = new ArrayList<>(chance(hours -> office(hours, 1), 1));
    for (int week = 0; week < weeks; week++) {
      for (int day = 0; day < 5; day++) {
        for (int student = 0; student < 15; student++) {
          claims.add(seconds(week, day, 10) + random.nextDouble() * 300);
        }
      }
    }
    return Trace.ofSeconds(claims);
  }

  /** Six jobs at two each night, twenty seconds apart. */
  Trace nightly() {
    List<Double> claims = new ArrayList<>();
    for (int night = 0; night < weeks * 7; night++) {
      for (int job = 0; job < 6; job++) {
        claims.add(seconds(0, night, 2) + job * 20 + random.nextDouble() * 10);
      }
    }
    return Trace.ofSeconds(claims);
  }

  /** Work that rests for a third of the time. */
  Trace silence(double peak) {
    double third = weeks * SECONDS_A_WEEK / 3;
    return Trace.ofSeconds(
        chance(hours -> office(hours, peak), peak).stream()
            .filter(claim -> claim < third || claim > 2 * third)
            .toList());
  }

  Trace weekends() {
    return Trace.ofSeconds(chance(Demands::weekend, 3));
  }

  private static double weekend(double hours) {
    boolean isOpen = dayOf(hours) >= 5 && hourOf(hours) >= 9 && hourOf(hours) < 22;
    return isOpen ? 3 : 0.01;
  }

  /** Work that becomes ten times as much, evenly. */
  Trace growth(double peak) {
    return Trace.ofSeconds(
        chance(hours -> office(hours, peak * Math.pow(10, hours / 168 / weeks - 1)), peak));
  }

  /** Work that is ten times as much from one week to the next. */
  Trace leap(double peak) {
    return Trace.ofSeconds(
        chance(hours -> office(hours, hours < weeks * 84.0 ? peak / 10 : peak), peak));
  }

  /** Work that moves by an hour in the middle, as with daylight saving time. */
  Trace moved(double peak) {
    return Trace.ofSeconds(
        chance(hours -> office(hours < weeks * 84.0 ? hours : hours - 1, peak), peak));
  }

  /** Each claim brings others, within some ten minutes. */
  Trace crowds() {
    List<Double> claims = new ArrayList<>();
    for (double first : chance(hours -> office(hours, 1.5), 1.5)) {
      double claim = first;
      do {
        claims.add(claim);
        claim = first + gap(6) * 3600;
      } while (random.nextDouble() < 0.6);
    }
    return Trace.ofSeconds(
        claims.stream().filter(claim -> claim < weeks * SECONDS_A_WEEK).toList());
  }

  private static double seconds(int week, int day, int hour) {
    return ((week * 7.0 + day) * 24 + hour) * 3600;
  }

  private static double office(double hours, double peak) {
    double hour = hourOf(hours);
    if (dayOf(hours) >= 5 || hour < 8 || hour >= 19) {
      return peak * 0.02;
    }
    if (hour < 9 || hour >= 18) {
      return peak * 0.4;
    }
    return hour >= 12 && hour < 13 ? peak / 2 : peak;
  }

  private static double hourOf(double hours) {
    return ((hours % 24) + 24) % 24;
  }

  private static int dayOf(double hours) {
    return (int) Math.floorMod((long) Math.floor(hours / 24), 7L);
  }
}
