-- CreateEnum
CREATE TYPE "OrderStatus" AS ENUM ('OPEN', 'SHIPPED');

-- AlterTable
ALTER TABLE "Order" ADD COLUMN "status" "OrderStatus";
UPDATE "Order" SET "status" = CASE WHEN "shippedAt" IS NULL THEN 'OPEN' ELSE 'SHIPPED' END::"OrderStatus";
ALTER TABLE "Order" ALTER COLUMN "status" SET NOT NULL;
